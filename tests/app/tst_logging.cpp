// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logging.h"
#include "app/logline.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "tests/support/testsuite.h"

#include <unistd.h>

#include <QTemporaryFile>
#include <QTest>

using namespace app;
using namespace Qt::Literals::StringLiterals;

namespace {

// What the function makes the process write to stderr.
template<typename Function>
QByteArrayList writtenBy(Function function)
{
    QTemporaryFile file;
    if (!file.open())
        qFatal("A temporary file cannot be opened.");
    const int kept = ::dup(STDERR_FILENO);
    ::dup2(file.handle(), STDERR_FILENO);
    function();
    ::dup2(kept, STDERR_FILENO);
    ::close(kept);
    file.seek(0);
    QByteArrayList lines = file.readAll().split('\n');
    lines.removeLast();
    return lines;
}

} // namespace

class TestLogging : public QObject
{
    Q_OBJECT

private slots:
    void aLineIsJson()
    {
        const LogLine line{.level = LogLevel::Warning,
                           .category = u"signalbox.run"_s,
                           .message = u"It \"broke\": a\\b é …"_s,
                           .time = core::fromStored(1'738'253'708'045)};
        const QByteArray bytes = line.bytes(LogFormat::Json);
        QVERIFY(bytes.endsWith('\n'));
        const auto object = core::parseObject(bytes);
        QVERIFY(object);
        QCOMPARE(object->value("time"_L1).toString(), u"2025-01-30T16:15:08.045Z"_s);
        QCOMPARE(object->value("level"_L1).toString(), u"warning"_s);
        QCOMPARE(object->value("category"_L1).toString(), u"signalbox.run"_s);
        QCOMPARE(object->value("message"_L1).toString(), u"It \"broke\": a\\b é …"_s);
    }

    void aLineIsText()
    {
        const LogLine line{.level = LogLevel::Error,
                           .category = u"default"_s,
                           .message = u"It broke."_s,
                           .time = core::fromStored(1'738'253'708'045)};
        QCOMPARE(line.bytes(LogFormat::Text), "2025-01-30T16:15:08.045Z error default: It broke.\n");
    }

    void noMessageBreaksOutOfItsLine_data()
    {
        QTest::addColumn<QString>("message");
        QTest::newRow("line end") << u"one\ntwo\r\nthree"_s;
        QTest::newRow("terminal") << u"red \x1b[31m and \u009b31m"_s;
        QTest::newRow("unicode lines") << u"one\u2028two\u2029three\u0085four"_s;
        QTest::newRow("direction") << u"a\u202egpj.exe"_s;
        QTest::newRow("zero") << QString(u"a"_s + QChar(u'\0') + u"b"_s);
    }

    void noMessageBreaksOutOfItsLine()
    {
        QFETCH(QString, message);
        for (const LogFormat format : {LogFormat::Json, LogFormat::Text}) {
            const QString line = QString::fromUtf8(LogLine{.message = message}.bytes(format)).chopped(1);
            for (const QChar c : line)
                QVERIFY2(c.isPrint(), qPrintable(line));
        }
        const auto object = core::parseObject(LogLine{.message = message}.bytes(LogFormat::Json));
        QVERIFY(object);
        QCOMPARE(object->value("message"_L1).toString(), message);
    }

    void secretsAreMasked_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const QString hex = QString(64, u'a');
        QTest::newRow("our key") << QString(u"key sk_"_s + hex + u" was refused"_s)
                                 << u"key sk_… was refused"_s;
        QTest::newRow("vendor's key") << u"sk-ant-api03-Abc_123-xyz."_s << u"sk-…."_s;
        QTest::newRow("header") << u"Authorization: Bearer eyJ.abc.def, next"_s
                                << u"Authorization: Bearer …, next"_s;
        QTest::newRow("json") << u"{\"api_key\":\"abc\",\"a\":1}"_s << u"{\"api_key\":\"…\",\"a\":1}"_s;
        QTest::newRow("query") << u"GET /x?api_key=abc&b=2"_s << u"GET /x?api_key=…&b=2"_s;
        QTest::newRow("password") << u"password=hunter2 user=ann"_s << u"password=… user=ann"_s;
        QTest::newRow("plain") << u"The task-list and risk-free disk_usage stay."_s
                               << u"The task-list and risk-free disk_usage stay."_s;
    }

    void secretsAreMasked()
    {
        QFETCH(QString, text);
        QTEST(masked(text), "expected");
    }

    void levelsAreKept()
    {
        const auto previous = qInstallMessageHandler(nullptr);
        const auto lines = writtenBy([] {
            startLogging(LogFormat::Auto, LogLevel::Warning);
            qCInfo(core::logRun) << "unseen";
            qCWarning(core::logRun).noquote() << "seen" << u"sk_0123456789abcdef"_s;
            qCritical("broken");
            startLogging(LogFormat::Text, LogLevel::Debug);
            qCDebug(core::logRun) << "detail";
        });
        qInstallMessageHandler(previous);
        QCOMPARE(lines.size(), 3);
        const auto first = core::parseObject(lines[0]);
        QVERIFY2(first, lines[0].constData());
        QCOMPARE(first->value("category"_L1).toString(), u"signalbox.run"_s);
        QCOMPARE(first->value("message"_L1).toString(), u"seen sk_…"_s);
        QVERIFY(lines[1].contains("\"level\":\"error\""));
        QVERIFY(lines[2].endsWith("Z debug signalbox.run: detail"));
    }
};

SIGNALBOX_TEST(TestLogging)
#include "tst_logging.moc"
