// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <memory>

// The tests of a layer are one program: each file registers its class with SIGNALBOX_TEST in place of
// QTEST_MAIN, and the program runs the one whose file is named, as CTest does: `core_tests tst_journal
// [options of Qt Test]`.
namespace testsupport {

using MakeTest = std::unique_ptr<QObject> (*)();

// For static initialisation; the file's name without its ending is the name of the test.
bool registerTest(const char *file, MakeTest make);

// Where the sources, the programs and the pictures that tests draw are, without a slash at the end.
QString sourceFolder();
QString programFolder();
QString picturesFolder();

} // namespace testsupport

#define SIGNALBOX_TEST(Class)                                                                                \
    static const bool isRegistered##Class =                                                                  \
        testsupport::registerTest(__FILE__, [] { return std::unique_ptr<QObject>(new Class); });
