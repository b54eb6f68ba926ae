// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logging.h"
#include "app/logline.h"
#include "app/logsink.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "tests/support/testsuite.h"

#include <poll.h>
#include <unistd.h>

#include <QRegularExpression>
#include <QTemporaryFile>
#include <QTest>

#include <array>

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

LogLine lineOf(const QString &message, int milliseconds = 0)
{
    return {.level = LogLevel::Info,
            .category = u"default"_s,
            .message = message,
            .time = core::fromStored(1'738'253'708'045 + milliseconds)};
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

    // Whoever started us may have stopped to read; nobody here may wait for that.
    void nobodyWaitsForTheReader()
    {
        std::array<int, 2> ends{};
        QCOMPARE(::pipe(ends.data()), 0);
        constexpr int lines = 5000;
        LogSink sink(ends[1]);
        for (int i = 0; i < lines; ++i)
            sink.put(lineOf(QString::number(i) + QString(200, u'x')), LogFormat::Text);
        QByteArray read;
        const auto take = [&] {
            QByteArray some(1024 * 1024, Qt::Uninitialized);
            pollfd look{ends[0], POLLIN, 0};
            while (::poll(&look, 1, 0) > 0)
                read += some.first(::read(ends[0], some.data(), size_t(some.size())));
        };
        for (int i = 0; i < 50; ++i) { // each takes what there is room for
            take();
            sink.put(lineOf(u"after %1"_s.arg(i)), LogFormat::Text);
        }
        take();
        static const QRegularExpression gap(u"fast enough; (\\d+) were left out here"_s);
        const QRegularExpressionMatch match = gap.match(QString::fromUtf8(read));
        QVERIFY(match.hasMatch());
        QCOMPARE(read.count(gap.pattern().left(14).toUtf8()), 1);
        QCOMPARE(read.count('x') / 200 + match.captured(1).toInt(), lines);
        QVERIFY(read.contains("after 49\n"));
        ::close(ends[0]);
        sink.put(lineOf(u"nobody is there"_s), LogFormat::Text);
        ::close(ends[1]);
    }

    void equalLinesAreCounted()
    {
        QTemporaryFile file;
        QVERIFY(file.open());
        LogSink sink(file.handle());
        for (int i = 0; i < 1000; ++i) { // two that take turns, as those of a loop do
            sink.put(lineOf(u"one"_s, i), LogFormat::Text);
            sink.put(lineOf(u"two"_s, i), LogFormat::Text);
        }
        sink.put(lineOf(u"three"_s, 1000), LogFormat::Text);
        sink.put(lineOf(u"one"_s, 20'000), LogFormat::Text);
        sink.finish();
        file.seek(0);
        QStringList messages;
        for (const QByteArray &line : file.readAll().split('\n'))
            messages.append(QString::fromUtf8(line).section(u"default: "_s, 1));
        QCOMPARE(messages,
                 (QStringList{u"one"_s, u"two"_s, u"three"_s, u"The message was repeated 999 times: one"_s,
                              u"The message was repeated 999 times: two"_s, u"one"_s, QString()}));
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
