// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/builtinphase.h"
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;

// Workflows of agents without a model: every phase does by rule what it can, and says what it cannot.
class TestBuiltinWorkflow : public QObject
{
    Q_OBJECT

private slots:
    void requestsAreToldInWordsThatAreUnderstoodAgain_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("arithmetic") << u"Calculate 6*7"_s;
        QTest::newRow("file") << u"write “hello” to notes.md and then calculate 1+1"_s;
        QTest::newRow("summary") << u"Summarise the refund policy and save it as refund.md"_s;
        QTest::newRow("page") << u"fetch https://example.org/ and then list the files"_s;
        QTest::newRow("unclear") << u"Create a calculator"_s;
    }

    void requestsAreToldInWordsThatAreUnderstoodAgain()
    {
        QFETCH(QString, text);
        const QStringList words = requestsInWords(text);
        QVERIFY(!words.isEmpty());
        for (const QString &word : words)
            QCOMPARE(requestsInWords(word), QStringList{word});
    }

    void everyTypeRunsWithoutAModel_data()
    {
        QTest::addColumn<QString>("type");
        for (const QString &type : {u"full"_s, u"tdd"_s, u"mvp_incremental"_s, u"mvp_incremental_tdd"_s})
            QTest::newRow(qPrintable(type)) << type;
    }

    void everyTypeRunsWithoutAModel()
    {
        QFETCH(QString, type);
        const Task done = run(type, u"Calculate 6*7 and then calculate 42+1"_s);
        QCOMPARE(done.state, TaskState::Completed);
        QVERIFY2(done.result.contains(u"43"_s) && done.result.contains(u"VERDICT: APPROVED"_s),
                 qPrintable(done.result));
        QVERIFY(m_track.contains(u"Calculator:done"_s));
    }

    void whatNeedsAModelIsSaidAndNotPretended()
    {
        const Task done = run(u"tdd"_s, u"Create a calculator"_s);
        QCOMPARE(done.state, TaskState::Completed);
        QVERIFY2(done.result.contains(u"I have no language model"_s), qPrintable(done.result));
        QVERIFY(!done.result.contains(u"VERDICT: APPROVED"_s));
    }

    void aFileIsWrittenWithApprovalAndThenFound()
    {
        TestCore core;
        QVERIFY_RESULT(core->providers().setDefault(u"builtin"_s));
        core.start();
        const WorkflowView begun = *core->workflows().submit(
            {.requirements = u"write “hello” to notes.md"_s, .type = u"tdd"_s}, localOperator());
        QTRY_COMPARE(core.task(begun.task.id).state, TaskState::Waiting);
        const WorkflowView waiting = *core->workflows().find(begun.workflow.id, localOperator());
        QCOMPARE(waiting.progress.current, u"implementation"_s);
        QCOMPARE(waiting.progress.phases.at(3).state, PhaseState::Waiting);
        const auto pending = core->approvals().list({.state = ApprovalState::Pending}, localOperator());
        QVERIFY_RESULT(
            core->approvals().decide(pending->first().id, {.verdict = Verdict::Approve}, localOperator()));
        QTRY_COMPARE(core.task(begun.task.id).state, TaskState::Completed);
        QCOMPARE(core.file(core.task(begun.task.id), u"notes.md"_s), u"hello"_s);
        const WorkflowView done = *core->workflows().find(begun.workflow.id, localOperator());
        QCOMPARE(done.progress.phases.at(4).verdict, u"pass"_s);
        QVERIFY(done.progress.phases.at(4).text.contains(u"notes.md: is there"_s));
    }

private:
    Task run(const QString &type, const QString &requirements)
    {
        TestCore core;
        if (!core->providers().setDefault(u"builtin"_s))
            qFatal("no builtin provider");
        core.start();
        const auto begun =
            core->workflows().submit({.requirements = requirements, .type = type}, localOperator());
        if (!begun)
            qFatal("%s", qPrintable(begun.error().text));
        const bool ended = QTest::qWaitFor([&] { return isFinal(core.task(begun->task.id).state); });
        m_track = core.track(begun->task.id);
        return ended ? core.task(begun->task.id) : Task{};
    }

    QString m_track;
};

SIGNALBOX_TEST(TestBuiltinWorkflow)
#include "tst_builtinworkflow.moc"
