// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sendtool.h"
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

QStringList typesOf(Core &core, const TaskId &task)
{
    QStringList types;
    const auto events = core.feed().events({.task = task});
    for (const Event &event : *events)
        types.append(toWord(event.type));
    return types;
}

Approval pendingOf(Core &core)
{
    const auto list = core.approvals().list({.state = ApprovalState::Pending}, localOperator());
    return list && !list->isEmpty() ? list->first() : Approval{};
}

} // namespace

class TestRun : public QObject
{
    Q_OBJECT

private slots:
    void aTaskIsAnsweredAndEveryStepIsTold()
    {
        TestCore core;
        core.start();
        core.model().say(u"Forty two."_s);
        const Task task = core.submit(u"What is the answer?"_s);
        QCOMPARE(task.state, TaskState::Queued);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        const Task done = core.task(task.id);
        QCOMPARE(done.result, u"Forty two."_s);
        QCOMPARE(done.usage.totalTokens(), 15);
        QVERIFY(isSet(done.startedAt) && isSet(done.finishedAt));
        QTRY_VERIFY(!core->journal().isOpen());
        QCOMPARE(
            typesOf(*core, task.id),
            (QStringList{u"task.submitted"_s, u"task.started"_s, u"step.started"_s, u"step.finished"_s,
                         u"task.answered"_s, u"task.completed"_s, u"session.titled"_s, u"task.ended"_s}));
    }

    void aModelThatCallsAToolIsToldItsResult()
    {
        TestCore core;
        core.start();
        core.model().callTool(u"calculator"_s, {{u"expression"_s, u"6*7"_s}});
        core.model().say(u"It is 42."_s);
        const Task task = core.submit(u"6*7?"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core.track(task.id), u"Think:done, Calculator:done, Answer:done"_s);
        const Message told = core.model().requests().last().messages.last();
        QCOMPARE(told.role, Role::Tool);
        QVERIFY2(told.text.contains(u"42"_s), qPrintable(told.text));
    }

    void wrongArgumentsAreToldToTheModelAndToNobodyElse()
    {
        TestCore core;
        core.start();
        core.model().callTool(u"write_file"_s, {{u"path"_s, 7}});
        core.model().callTool(u"no_such_tool"_s, {});
        core.model().say(u"I give up."_s);
        const Task task = core.submit(u"write"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core.track(task.id),
                 u"Think:done, Write file:failed, Think:done, No such tool:failed, Answer:done"_s);
        QVERIFY(core.model().requests().at(1).messages.last().text.contains(u"error"_s));
        const auto asked = core->approvals().count({}, localOperator());
        QVERIFY_RESULT(asked);
        QCOMPARE(*asked, 0);
    }

    void writingWaitsForAPersonAndThenHappens()
    {
        TestCore core;
        core.start();
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"note.md"_s}, {u"content"_s, u"hello"_s}});
        core.model().say(u"Written."_s);
        const Task task = core.submit(u"write a note"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
        const Approval approval = pendingOf(*core);
        QCOMPARE(approval.tool, u"write_file"_s);
        QCOMPARE(approval.arguments.value(u"path"_s).toString(), u"note.md"_s);
        QVERIFY(!approval.reason.isEmpty());
        QVERIFY(core.file(task, u"note.md"_s).isEmpty());
        QVERIFY_RESULT(core->approvals().decide(
            approval.id, {.verdict = Verdict::Approve, .feedback = u"fine"_s}, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core.file(task, u"note.md"_s), u"hello"_s);
        QCOMPARE(core.track(task.id), u"Think:done, Write file:done, Answer:done, Approve:done"_s);
        QVERIFY(core.model().requests().last().messages.last().text.contains(u"fine"_s));
    }

    void anEditedActionRunsAsEdited()
    {
        TestCore core;
        core.start();
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"120"_s}});
        core.model().say(u"ok"_s);
        const Task task = core.submit(u"write"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
        const ApprovalId id = pendingOf(*core).id;
        const auto bad = core->approvals().decide(
            id, {.verdict = Verdict::Approve, .edited = QJsonObject{{u"path"_s, 1}}}, localOperator());
        QVERIFY(!bad);
        QCOMPARE(bad.error().code, ErrorCode::InvalidArgument);
        const QJsonObject edited{{u"path"_s, u"b.md"_s}, {u"content"_s, u"60"_s}};
        QVERIFY_RESULT(
            core->approvals().decide(id, {.verdict = Verdict::Approve, .edited = edited}, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core.file(task, u"b.md"_s), u"60"_s);
        QVERIFY(core.file(task, u"a.md"_s).isEmpty());
    }

    // One after the other; tst_races has them at the same moment.
    void aSecondDecisionIsToldOfTheFirst()
    {
        TestCore core({.defaultSlots = 64});
        core.start();
        core.model().answerWith([](const ModelRequest &request) -> Result<ModelAnswer> {
            if (request.messages.last().role == Role::Tool)
                return ModelAnswer{.text = u"done"_s};
            return ModelAnswer{
                .toolCalls = {{.id = u"1"_s,
                               .name = u"write_file"_s,
                               .arguments = {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}}}}};
        });
        constexpr int races = 100;
        for (int i = 0; i < races; ++i)
            core.submit(u"write"_s);
        QTRY_COMPARE_WITH_TIMEOUT(
            *core->approvals().count({.state = ApprovalState::Pending}, localOperator()), races, 60'000);
        Principal other = localOperator();
        other.name = u"Other"_s;
        int winners = 0;
        int told = 0;
        const auto pending =
            core->approvals().list({.state = ApprovalState::Pending, .limit = 1000}, localOperator());
        for (const Approval &approval : *pending) {
            const auto first =
                core->approvals().decide(approval.id, {.verdict = Verdict::Approve}, localOperator());
            const auto second = core->approvals().decide(approval.id, {.verdict = Verdict::Reject}, other);
            winners += bool(first);
            told += !second && second.error().code == ErrorCode::Conflict &&
                    second.error().text.contains(u"Operator"_s) &&
                    second.error().text.contains(u"approved"_s);
        }
        QCOMPARE(winners, races);
        QCOMPARE(told, races);
        QTRY_COMPARE_WITH_TIMEOUT(core->tasks().counts(localOperator())->value(TaskState::Completed), races,
                                  60'000);
    }

    void aTaskSubmittedBeforeTheStartRunsOnce()
    {
        TestCore core({.defaultSlots = 1});
        core.model().hang();
        const Task early = core.submit(u"early"_s);
        QVERIFY_RESULT(core->journal().commit());
        for (int i = 0; i < 50; ++i)
            QCoreApplication::processEvents();
        QCOMPARE(core.model().requests().size(), 0);
        QCOMPARE(core.task(early.id).state, TaskState::Queued);
        core.start();
        QTRY_COMPARE(core.model().running(), 1);
        core.start(); // whoever tries again starts nothing twice
        for (int i = 0; i < 50; ++i)
            QCoreApplication::processEvents();
        QCOMPARE(core.model().requests().size(), 1);
        QCOMPARE(core.steps(early.id).first().attempt, 1);
        core.model().release(ModelAnswer{.text = u"ok"_s});
        QTRY_COMPARE(core.task(early.id).state, TaskState::Completed);
        core.model().say(u"ok"_s); // the slot is free again
        const Task next = core.submit(u"next"_s);
        QTRY_COMPARE(core.task(next.id).state, TaskState::Completed);
    }

    void whatWasApprovedOnceIsAskedAgainWhenItWouldBeDoneAgain()
    {
        TestCore core;
        SendTool::runs = 0;
        QVERIFY_RESULT(core->tools().add(std::make_unique<SendTool>()));
        QVERIFY_RESULT(core->policies().add(
            {.position = 1, .name = u"Ask"_s, .tool = u"send"_s, .decision = PolicyDecision::Ask},
            localOperator()));
        core.start();
        core.model().callTool(u"send"_s, {});
        const Task task = core.submit(u"send"_s);
        const auto approve = [&core] {
            return core->approvals().decide(pendingOf(*core).id, {.verdict = Verdict::Approve},
                                            localOperator());
        };
        QTRY_VERIFY(!pendingOf(*core).id.isEmpty());
        QVERIFY_RESULT(approve());
        QTRY_COMPARE(SendTool::runs, 1);
        QVERIFY_RESULT(core->tasks().cancel(task.id, {}, localOperator()));
        QVERIFY_RESULT(core->tasks().retry(task.id, localOperator()));
        QTRY_VERIFY(!pendingOf(*core).id.isEmpty());
        QCOMPARE(SendTool::runs, 1);
        QVERIFY_RESULT(approve());
        QTRY_COMPARE(SendTool::runs, 2);
        // A crash leaves it uncertain; a person who says "again" is not the one who may approve it.
        core.close();
        core.open();
        QVERIFY_RESULT(core->tools().add(std::make_unique<SendTool>()));
        core.start();
        const QList<Step> steps = core.steps(task.id);
        const auto uncertain = std::ranges::find(steps, StepState::Uncertain, &Step::state);
        QVERIFY(uncertain != steps.end());
        QVERIFY_RESULT(core->tasks().resolve(uncertain->id, Resolution::Again, localOperator()));
        QTRY_VERIFY(!pendingOf(*core).id.isEmpty());
        QCOMPARE(SendTool::runs, 2);
    }

    void pausingHoldsAndResumingGoesOn()
    {
        TestCore core;
        core.start();
        core.model().hang();
        const Task task = core.submit(u"slow"_s);
        QTRY_COMPARE(core.model().running(), 1);
        QVERIFY_RESULT(core->tasks().pause(task.id, u"lunch"_s, localOperator()));
        const auto again = core->tasks().pause(task.id, {}, localOperator());
        QCOMPARE(again.error().text, u"task is already paused"_s);
        core.model().release(ModelAnswer{
            .toolCalls = {
                {.id = u"1"_s, .name = u"calculator"_s, .arguments = {{u"expression"_s, u"1+1"_s}}}}});
        QTRY_COMPARE(core.track(task.id), u"Think:done, Calculator:held, Think:blocked"_s);
        QCOMPARE(core.task(task.id).state, TaskState::Paused);
        core.model().say(u"two"_s);
        QVERIFY_RESULT(core->tasks().resume(task.id, {}, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core->tasks().resume(task.id, {}, localOperator()).error().text,
                 u"cannot resume completed task"_s);
    }

    void cancellingStopsTheEffectAndTheTaskCanBeRetried()
    {
        TestCore core;
        core.start();
        core.model().hang();
        const Task task = core.submit(u"slow"_s);
        QTRY_COMPARE(core.model().running(), 1);
        QVERIFY_RESULT(core->tasks().cancel(task.id, u"not needed"_s, localOperator()));
        QTRY_COMPARE(core.model().cancelled(), 1);
        QCOMPARE(core.task(task.id).state, TaskState::Cancelled);
        QCOMPARE(core->tasks().cancel(task.id, {}, localOperator()).error().code, ErrorCode::Conflict);
        core.model().say(u"here"_s);
        QVERIFY_RESULT(core->tasks().retry(task.id, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core.steps(task.id).first().attempt, 2);
    }

    void aFailureThatMayPassIsTriedAgainLater()
    {
        TestCore core;
        core.start();
        core.model().fail(
            {.code = ErrorCode::RateLimited, .text = u"busy"_s, .retry = Retry::Later, .retryAfter = 20s});
        core.model().say(u"at last"_s);
        const Task task = core.submit(u"hello"_s);
        QTRY_COMPARE(core.steps(task.id).first().attempt, 2);
        QTest::qWait(0);
        QCOMPARE(core.model().requests().size(), 1);
        core.clock.advance(61s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        core.model().fail({.code = ErrorCode::Unauthenticated, .text = u"The key was refused."_s});
        const Task refused = core.submit(u"hello"_s);
        QTRY_COMPARE(core.task(refused.id).state, TaskState::Failed);
        QVERIFY(core.task(refused.id).error.contains(u"The key was refused."_s));
    }

    void onlyAsManyStepsRunAsThereAreSlots()
    {
        TestCore core({.defaultSlots = 3});
        core.start();
        for (int i = 0; i < 8; ++i) {
            core.model().hang();
            core.submit(u"slow"_s);
        }
        QTRY_COMPARE(core.model().running(), 3);
        QTest::qWait(20);
        QCOMPARE(core.model().running(), 3);
        core.model().release(ModelAnswer{.text = u"ok"_s});
        QTRY_COMPARE(core->tasks().counts(localOperator())->value(TaskState::Completed), 3);
        QTRY_COMPARE(core.model().running(), 3);
    }

    void urgentTasksGoFirst()
    {
        TestCore core({.defaultSlots = 1});
        core.model().answerWith(
            [](const ModelRequest &) -> Result<ModelAnswer> { return ModelAnswer{.text = u"ok"_s}; });
        core.submit(u"low"_s, {.priority = Priority::Low});
        core.submit(u"normal"_s);
        core.submit(u"critical"_s, {.priority = Priority::Critical});
        core.start();
        QTRY_COMPARE(core.model().requests().size(), 3);
        QCOMPARE(core.model().requests().at(0).messages.last().text, u"critical"_s);
        QCOMPARE(core.model().requests().at(2).messages.last().text, u"low"_s);
    }

    void aStepThatACrashInterruptedRunsAgainWhenThatIsSafe()
    {
        TestCore core;
        core.start();
        core.model().hang();
        const Task task = core.submit(u"slow"_s);
        QTRY_COMPARE(core.model().running(), 1);
        core.close();
        core.open();
        core.model().say(u"again"_s);
        core.start();
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core.steps(task.id).first().attempt, 2);
    }

    void aStepThatIsNotSafeToRepeatWaitsForAPerson()
    {
        SendTool::runs = 0;
        TestCore core;
        QVERIFY_RESULT(core->tools().add(std::make_unique<SendTool>()));
        core.start();
        core.model().callTool(u"send"_s, {});
        const Task task = core.submit(u"send"_s);
        QTRY_COMPARE(SendTool::runs, 1);
        core.close();
        core.open();
        QVERIFY_RESULT(core->tools().add(std::make_unique<SendTool>()));
        core.start();
        QCOMPARE(core.track(task.id), u"Think:done, Send:uncertain, Think:blocked"_s);
        QCOMPARE(core.task(task.id).state, TaskState::Waiting);
        QTest::qWait(20);
        QCOMPARE(SendTool::runs, 1);
        core.model().say(u"fine"_s);
        const StepId uncertain = core.steps(task.id).at(1).id;
        QVERIFY_RESULT(core->tasks().resolve(uncertain, Resolution::Done, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(SendTool::runs, 1);
    }

    void piecesOfAnAnswerAreToldInOrder()
    {
        TestCore core;
        core.start();
        QSignalSpy told(&core->feed(), &Feed::told);
        core.model().say(u"one two three"_s);
        const Task task = core.submit(u"count"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QString text;
        StreamPlace last;
        for (const QList<QVariant> &arguments : told) {
            const auto partial = arguments.first().value<Partial>();
            QCOMPARE(partial.task, task.id);
            const StreamPlace place{partial.after, partial.index};
            QVERIFY(place > last);
            last = place;
            text += partial.text;
        }
        QCOMPARE(text, u"one two three"_s);
    }

    void anotherOwnersTaskIsNotFound()
    {
        TestCore core;
        core.start();
        core.model().say(u"x"_s);
        const Task task = core.submit(u"mine"_s);
        const Principal stranger{
            .user = u"stranger"_s, .name = u"Stranger"_s, .scopes = Scope::TasksRead | Scope::TasksWrite};
        QCOMPARE(core->tasks().find(task.id, stranger).error().code, ErrorCode::NotFound);
        QCOMPARE(core->tasks().cancel(task.id, {}, stranger).error().code, ErrorCode::NotFound);
        QVERIFY(core->tasks().list({}, stranger)->isEmpty());
        QCOMPARE(*core->tasks().count({}, stranger), 0);
    }

    void conversationsGoOn()
    {
        TestCore core;
        core.start();
        core.model().say(u"Hello!"_s);
        const auto first = core->chat().send({.text = u"Hi"_s}, localOperator());
        QVERIFY_RESULT(first);
        QTRY_COMPARE(core.task(first->id).state, TaskState::Completed);
        core.model().say(u"You said hi."_s);
        const auto second = core->chat().send(
            {.text = u"What did I say?"_s, .conversation = first->conversation}, localOperator());
        QVERIFY_RESULT(second);
        QTRY_COMPARE(core.task(second->id).state, TaskState::Completed);
        const QList<Message> told = core.model().requests().last().messages;
        QCOMPARE(told.size(), 3);
        QCOMPARE(told[0].text, u"Hi"_s);
        QCOMPARE(told[1].text, u"Hello!"_s);
        QCOMPARE(core->chat().turns(first->conversation, localOperator())->size(), 2);
    }
};

SIGNALBOX_TEST(TestRun)
#include "tst_run.moc"
