// SPDX-License-Identifier: GPL-3.0-or-later
// What most tests include, compiled once for each program of tests.
#pragma once

#include "core/precompiled.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
