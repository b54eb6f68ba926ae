// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsuite.h"

#include <QTest>

#ifdef SIGNALBOX_TESTS_WITH_WIDGETS
#include <QApplication>
using Application = QApplication;
#else
#include <QCoreApplication>
using Application = QCoreApplication;
#endif

#include <csignal>
#include <cstdio>
#include <map>
#include <string>

namespace testsupport {

static std::map<std::string, MakeTest> &tests()
{
    static std::map<std::string, MakeTest> all;
    return all;
}

bool registerTest(const char *file, MakeTest make)
{
    std::string name = file;
    name.erase(0, name.find_last_of('/') + 1);
    name.erase(name.find_last_of('.'));
    return tests().emplace(name, make).second;
}

QString sourceFolder()
{
    return QStringLiteral(SIGNALBOX_SOURCE_DIR);
}

QString programFolder()
{
    return QStringLiteral(SIGNALBOX_BINARY_DIR);
}

QString picturesFolder()
{
    return sourceFolder() + QStringLiteral("/build/pictures");
}

} // namespace testsupport

int main(int argc, char *argv[])
{
    const auto &tests = testsupport::tests();
    const auto test = argc > 1 ? tests.find(argv[1]) : tests.end();
    if (test == tests.end()) {
        std::fputs("Name one of these tests, and options of Qt Test after it:\n", stderr);
        for (const auto &[name, make] : tests)
            std::fprintf(stderr, "    %s\n", name.c_str());
        return 2;
    }
    std::signal(SIGPIPE, SIG_IGN); // as the programs do, whose readers may leave at any time
    argv[1] = argv[0];
    --argc;
    ++argv;
    Application application(argc, argv);
    const std::unique_ptr<QObject> object = test->second();
    return QTest::qExec(object.get(), argc, argv);
}
