// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/sourcecheck.h"
#include "tests/support/testsuite.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using tests::SourceCheck;

namespace {

const QString licence = u"// SPDX-License-Identifier: GPL-3.0-or-later\n"_s;

QString read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString function(const QString &head, int lines)
{
    return head + u"\n{\n"_s + QString(u"    call(\"}\"); // {\n"_s).repeated(lines - 2) + u"}\n"_s;
}

} // namespace

class TestLayers : public QObject
{
    Q_OBJECT

private slots:
    void theProjectKeepsItsRules()
    {
        const QString root = testsupport::sourceFolder() + u'/';
        QStringList problems;
        int files = 0;
        for (const QString &folder : {u"app"_s, u"core"_s, u"server"_s, u"ui"_s, u"tests"_s}) {
            QDirIterator each(root + folder, {u"*.h"_s, u"*.cpp"_s}, QDir::Files,
                              QDirIterator::Subdirectories);
            while (each.hasNext()) {
                const QString path = each.next();
                problems += SourceCheck(path.sliced(root.size()), read(path)).problems();
                ++files;
            }
        }
        QVERIFY(files > 20);
        problems.sort();
        QVERIFY2(problems.isEmpty(), qPrintable(u"\n"_s + problems.join(u'\n')));
    }

    void violationsAreFound_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char *name, const QString &path, const QString &text,
                            const QString &problem) {
            QTest::newRow(name) << path << QString(licence + text) << problem;
        };
        row("core to ui", u"core/a.cpp"_s, u"#include \"ui/b.h\"\n"_s,
            u"core/a.cpp:2: core must not include ui/b.h"_s);
        row("core to server", u"core/a.cpp"_s, u"\n#include \"server/b.h\"\n"_s,
            u"core/a.cpp:3: core must not include server/b.h"_s);
        row("server to ui", u"server/http/a.cpp"_s, u"#include \"ui/b.h\"\n"_s,
            u"server/http/a.cpp:2: server must not include ui/b.h"_s);
        row("ui to server", u"ui/a.cpp"_s, u"#include \"server/b.h\"\n"_s,
            u"ui/a.cpp:2: ui must not include server/b.h"_s);
        row("ui to app", u"ui/a.cpp"_s, u"#include \"app/b.h\"\n"_s,
            u"ui/a.cpp:2: ui must not include app/b.h"_s);
        row("core to tests", u"core/a.cpp"_s, u"#include \"tests/b.h\"\n"_s,
            u"core/a.cpp:2: core must not include tests/b.h"_s);
        row("test of core to ui", u"tests/core/a.cpp"_s, u"#include \"ui/b.h\"\n"_s,
            u"tests/core/a.cpp:2: core must not include ui/b.h"_s);
        row("relative", u"core/x/a.cpp"_s, u"#include \"../b.h\"\n"_s,
            u"core/x/a.cpp:2: write the path of \"../b.h\" from the root of the project"_s);
        row("neighbour", u"core/x/a.cpp"_s, u"#include \"b.h\"\n"_s,
            u"core/x/a.cpp:2: write the path of \"b.h\" from the root of the project"_s);
        row("core with widgets", u"core/a.cpp"_s, u"#include <QWidget>\n"_s,
            u"core/a.cpp:2: core must not include <QWidget>, which is of QtWidgets"_s);
        row("core with a module", u"core/a.cpp"_s, u"#include <QtGui/QImage>\n"_s,
            u"core/a.cpp:2: core must not include <QtGui/QImage>, which is of QtGui"_s);
        row("core with http", u"core/a.cpp"_s, u"#include <QHttpServer>\n"_s,
            u"core/a.cpp:2: core must not include <QHttpServer>, which is of QtHttpServer"_s);
        row("server with sql", u"server/a.cpp"_s, u"#include <sqlite3.h>\n"_s,
            u"server/a.cpp:2: only core/store speaks to SQLite"_s);
        row("ui with http", u"ui/a.cpp"_s, u"#include <QHttpServer>\n"_s,
            u"ui/a.cpp:2: ui must not include <QHttpServer>, which is of QtHttpServer"_s);
        row("yaml", u"core/fleet/a.cpp"_s, u"#include <yaml-cpp/yaml.h>\n"_s,
            u"core/fleet/a.cpp:2: only core/base/yaml.cpp meets yaml-cpp and its exceptions"_s);
        row("keychain", u"ui/a.cpp"_s, u"#include <qt6keychain/keychain.h>\n"_s,
            u"ui/a.cpp:2: only app knows the keychain"_s);
        row("pragma", u"core/a.h"_s, u"class A;\n"_s,
            u"core/a.h:2: the second line of a header must be #pragma once"_s);
        row("event loop", u"core/a.cpp"_s, u"QEventLoop loop;\n"_s,
            u"core/a.cpp:2: QEventLoop is never used here"_s);
        row("connect", u"core/a.cpp"_s, u"\nconnect(a, &A::b,\n        [x](int) { f(1, 2, 3); });\n"_s,
            u"core/a.cpp:3: this connect has no context; give it four arguments"_s);
        row("long file", u"core/a.cpp"_s, QString(500, u'\n'),
            u"core/a.cpp:501: the file has 501 lines; 500 is the most"_s);
        row("long function", u"core/a.cpp"_s, function(u"int A::count(const QString &x) const"_s, 61),
            u"core/a.cpp:3: A::count() has 61 lines; 60 is the most"_s);
        row("long constructor", u"core/a.cpp"_s, function(u"A::A(int x)\n    : m_x(x)"_s, 70),
            u"core/a.cpp:4: A::A() has 70 lines; 60 is the most"_s);
        row("long method in a class", u"core/a.cpp"_s,
            QString(u"class A\n{\npublic:\n"_s + function(u"    void run() override"_s, 61) + u"};\n"_s),
            u"core/a.cpp:6: run() has 61 lines; 60 is the most"_s);
    }

    void violationsAreFound()
    {
        QFETCH(QString, path);
        QFETCH(QString, text);
        QTEST(SourceCheck(path, text).problems().join(u'\n'), "problem");
    }

    void aMissingLicenceIsFound()
    {
        QCOMPARE(SourceCheck(u"core/a.cpp"_s, u"int a;\n"_s).problems(),
                 QStringList{u"core/a.cpp:1: the first line must name the licence"_s});
    }

    void whatIsAllowedPasses_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QString &path, const QString &text) {
            QTest::newRow(name) << path << QString(licence + text);
        };
        row("core", u"core/a.cpp"_s,
            u"#include \"core/a.h\"\n#include <QTcpSocket>\n#include <vector>\n#include \"a.moc\"\n"_s);
        row("server", u"server/a.cpp"_s, u"#include \"core/a.h\"\n#include <QWebSocket>\n"_s);
        row("ui", u"ui/a.cpp"_s, u"#include \"core/a.h\"\n#include <QPainter>\n"_s);
        row("app", u"app/a.cpp"_s,
            u"#include \"ui/a.h\"\n#include \"server/a.h\"\n#include <QApplication>\n"_s);
        row("test", u"tests/server/a.cpp"_s,
            u"#include \"tests/support/a.h\"\n#include \"server/a.h\"\n#include <QTest>\n"_s);
        row("comment", u"core/a.cpp"_s,
            u"// QEventLoop\n/* connect(a, &A::b, [] {}); */ f(\"QEventLoop\", R\"(co_await)\");\n"_s);
        row("connect", u"core/a.cpp"_s,
            u"connect(a, &A::b, this, [x] { f(1); });\nconnect(a, &A::b, c);\n"_s);
        row("500 lines", u"core/a.cpp"_s, QString(499, u'\n'));
        row("brace as a character", u"core/a.cpp"_s,
            QString(u"char32_t a()\n{\n    return f(U'{', '\\'', 1'000);\n}\n"_s +
                    QString(u"int b;\n"_s).repeated(80)));
        row("60 lines", u"core/a.cpp"_s, function(u"void a()"_s, 60));
        row("long table of a test", u"tests/core/a.cpp"_s, function(u"void rows_data()"_s, 100));
        row("long class", u"core/a.cpp"_s,
            function(u"template<typename T = decltype(f())>\nclass A : public B"_s, 100));
    }

    void whatIsAllowedPasses()
    {
        QFETCH(QString, path);
        QFETCH(QString, text);
        QCOMPARE(SourceCheck(path, text).problems().join(u'\n'), QString());
    }
};

SIGNALBOX_TEST(TestLayers)
#include "tst_layers.moc"
