// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What most tests include, compiled once for each program of tests.

#include "core/precompiled.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
