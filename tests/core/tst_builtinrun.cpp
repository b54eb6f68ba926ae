// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

// What builtin plans is followed by the real engine with the real tools.
class TestBuiltinRun : public QObject
{
    Q_OBJECT

private:
    static void addSamples(Core &core)
    {
        for (const QString &name : {u"refund-policy.md"_s, u"shipping.md"_s}) {
            QFile file(u":/signalbox/samples/"_s + name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY_RESULT(
                core.knowledge().add({.content = file.readAll(), .fileName = name}, localOperator()));
        }
    }

    static Task ask(TestCore &core, const QString &query, const QString &session = u"desk"_s)
    {
        return core.submit(query, {.sessionId = session, .providerOverride = u"builtin"_s});
    }

    static Approval pendingOf(Core &core)
    {
        const auto list = core.approvals().list({.state = ApprovalState::Pending}, localOperator());
        return list && !list->isEmpty() ? list->first() : Approval{};
    }

private slots:
    void aSummaryIsSearchedExtractedApprovedAndWritten()
    {
        TestCore core;
        addSamples(*core);
        core.start();
        const Task task = ask(core, u"Summarise our refund policy and save it as refund.md"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
        const Approval approval = pendingOf(*core);
        QCOMPARE(approval.tool, u"write_file"_s);
        const QString proposed = approval.arguments.value("content"_L1).toString();
        QVERIFY2(proposed.startsWith(u"# Refund policy\n\n- "_s), qPrintable(proposed));
        QVERIFY(core.file(task, u"refund.md"_s).isEmpty());
        QVERIFY_RESULT(core->approvals().decide(approval.id, {.verdict = Verdict::Approve}, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core.file(task, u"refund.md"_s), proposed);
        const Task done = core.task(task.id);
        QVERIFY2(done.result.startsWith(proposed), qPrintable(done.result));
        QVERIFY(done.result.contains(u"Saved as `refund.md`"_s));
        QCOMPARE(done.usage.totalTokens(), 0);
        QVERIFY2(core.track(task.id).startsWith(
                     u"Plan:done, Search:done, Summarise:done, Write:done, Report:done"_s),
                 qPrintable(core.track(task.id)));
    }

    void whatAPersonChangedIsWhatIsWritten()
    {
        TestCore core;
        core.start();
        const Task task = ask(core, u"Write 'one' to a.md"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
        const Decision decision{.verdict = Verdict::Approve,
                                .edited = QJsonObject{{u"path"_s, u"b.md"_s}, {u"content"_s, u"two"_s}}};
        QVERIFY_RESULT(core->approvals().decide(pendingOf(*core).id, decision, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core.file(task, u"b.md"_s), u"two"_s);
        QCOMPARE(core.task(task.id).result, u"Saved as `b.md` (3 bytes)."_s);
    }

    void nothingIsAskedWhenThereIsNothingToWrite()
    {
        TestCore core;
        addSamples(*core);
        core.start();
        const Task task = ask(core, u"Summarise our zeppelin policy and save it as zeppelin.md"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Failed);
        QVERIFY2(core.task(task.id).error.contains(u"I found nothing about “zeppelin policy”"_s),
                 qPrintable(core.task(task.id).error));
        QVERIFY(pendingOf(*core).id.isEmpty());
    }

    void requestsThatOnlyReadNeedNobody_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("part");
        QTest::newRow("question") << u"Can gift cards be refunded?"_s
                                  << u"> — Refund policy › What cannot be refunded"_s;
        QTest::newRow("percent") << u"What is 17.5 % of 840?"_s << u"(17.5 / 100) * 840 = **147**"_s;
        QTest::newRow("off") << u"10 % off 80"_s << u"**72**"_s;
        QTest::newRow("root") << u"the square root of 16 + 2 ^ 3"_s << u"**12**"_s;
        QTest::newRow("signs") << u"-5 + 3 x 4"_s << u"**7**"_s;
        QTest::newRow("files") << u"list the files"_s << u"There are no files here yet."_s;
        QTest::newRow("several") << u"Remember that we close at six, then calculate 1+1"_s
                                 << u"Remembered: we close at six\n\n1 + 1 = **2**"_s;
        QTest::newRow("unclear") << u"Compose a poem about parcels"_s << u"none of my rules fits"_s;
        QTest::newRow("help") << u"help"_s << u"I have no language model"_s;
    }

    void requestsThatOnlyReadNeedNobody()
    {
        QFETCH(QString, query);
        QFETCH(QString, part);
        TestCore core;
        addSamples(*core);
        core.start();
        const Task task = ask(core, query);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QVERIFY2(core.task(task.id).result.contains(part), qPrintable(core.task(task.id).result));
    }

    void whatIsRememberedIsFoundAgain()
    {
        TestCore core;
        core.start();
        const Task first = ask(core, u"Remember that the alarm code is kept by Ann"_s);
        QTRY_COMPARE(core.task(first.id).state, TaskState::Completed);
        const Task second = ask(core, u"Who keeps the alarm code?"_s, u"another"_s);
        QTRY_COMPARE(core.task(second.id).state, TaskState::Completed);
        QVERIFY2(core.task(second.id).result.startsWith(u"> the alarm code is kept by Ann"_s),
                 qPrintable(core.task(second.id).result));
    }
};

SIGNALBOX_TEST(TestBuiltinRun)
#include "tst_builtinrun.moc"
