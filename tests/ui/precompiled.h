// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What most of these tests include, compiled once.

#include "core/core.h"
#include "tests/support/testbackend.h"
#include "ui/precompiled.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
