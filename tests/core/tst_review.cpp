// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/plans.h"
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

Task submitted(TestCore &core, QJsonObject context = {{u"require_review"_s, true}})
{
    core.model().setPlans(true);
    core.model().plan(calculation());
    return core.submit(u"What is six times seven?"_s, {.context = std::move(context)});
}

PlanReview reviewOf(TestCore &core, const Task &task)
{
    const auto review = core->reviews().find(task.id, localOperator());
    return review ? *review : PlanReview{};
}

bool waits(TestCore &core, const Task &task, int version)
{
    return QTest::qWaitFor([&] {
        const PlanReview review = reviewOf(core, task);
        return review.version == version && review.state == ReviewState::Reviewing;
    });
}

} // namespace

class TestReview : public QObject
{
    Q_OBJECT

private slots:
    void aPlanWaitsAndIsFollowedOnceApproved()
    {
        TestCore core;
        core.start();
        const Task task = submitted(core);
        QVERIFY(waits(core, task, 1));
        QCOMPARE(core.task(task.id).state, TaskState::Waiting);
        QCOMPARE(core.track(task.id),
                 u"Plan:done, Calculate:blocked, Say it:blocked, Start:blocked, Approve:waiting"_s);
        const PlanReview review = reviewOf(core, task);
        QCOMPARE(review.plan, u"1. Calculate (calculator {\"expression\":\"6*7\"})\n2. Say it"_s);
        QCOMPARE(review.query, u"What is six times seven?"_s);
        QCOMPARE(review.rounds.size(), 1);
        QCOMPARE(review.rounds.first().role, u"assistant"_s);
        core.model().say(u"42."_s);
        const auto approved = core->reviews().approve(task.id, {}, 1, localOperator());
        QVERIFY_RESULT(approved);
        QCOMPARE(approved->state, ReviewState::Approved);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core.task(task.id).result, u"42."_s);
        const auto again = core->reviews().approve(task.id, {}, {}, localOperator());
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Conflict);
    }

    void whatAStepGivesIsToldByItsName()
    {
        TestCore core;
        core.start();
        core.model().setPlans(true);
        QList<PlannedStep> steps = calculation();
        steps[1] = {
            .name = u"Write"_s,
            .kind = StepKind::Tool,
            .tool = u"write_file"_s,
            .arguments = {{u"path"_s, u"a.md"_s},
                          {u"content"_s, QJsonObject{{u"$step"_s, u"Calculate"_s}, {u"field"_s, u"text"_s}}}},
            .after = {u"Calculate"_s}};
        core.model().plan(steps);
        const Task task =
            core.submit(u"What is six times seven?"_s, {.context = {{u"require_review"_s, true}}});
        QVERIFY(waits(core, task, 1));
        QCOMPARE(reviewOf(core, task).plan.section(u'\n', 1),
                 u"2. Write (write_file {\"content\":\"what “Calculate” gives\",\"path\":\"a.md\"})"_s);
    }

    void theInboxDecidesItAsWell()
    {
        TestCore core;
        core.start();
        const Task task = submitted(core, {{u"review_plan"_s, u"manual"_s}});
        QVERIFY(waits(core, task, 1));
        const auto pending = core->approvals().list({.state = ApprovalState::Pending}, localOperator());
        QCOMPARE(pending->size(), 1);
        QCOMPARE(pending->first().title, u"Follow a plan of 2 steps: What is six times seven?"_s);
        core.model().say(u"42."_s);
        QVERIFY_RESULT(
            core->approvals().decide(pending->first().id, {.verdict = Verdict::Approve}, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(reviewOf(core, task).state, ReviewState::Approved);
    }

    void aPlanThatIsSentBackIsMadeAnew()
    {
        TestCore core;
        core.start();
        const Task task = submitted(core);
        QVERIFY(waits(core, task, 1));
        core.model().plan({{.name = u"Guess"_s, .instruction = u"Guess"_s}});
        const auto revised = core->reviews().revise(task.id, u"Do not calculate"_s, 1, localOperator());
        QVERIFY_RESULT(revised);
        QCOMPARE(revised->state, ReviewState::Planning);
        const auto locked = core->reviews().revise(task.id, u"Wait"_s, {}, localOperator());
        QVERIFY(!locked);
        QCOMPARE(locked.error().code, ErrorCode::Conflict);
        QVERIFY(waits(core, task, 2));
        QCOMPARE(core.track(task.id),
                 u"Plan:done, Plan:done, Guess:blocked, Start:blocked, Approve:waiting"_s);
        QCOMPARE(core.model().requests().last().messages.last().text,
                 u"What is six times seven?\nDo not calculate"_s);
        const PlanReview review = reviewOf(core, task);
        QCOMPARE(review.plan, u"1. Guess"_s);
        QCOMPARE(review.rounds.size(), 3);
        QCOMPARE(review.rounds[1].role, u"user"_s);
        QCOMPARE(review.rounds[1].message, u"Do not calculate"_s);
        const auto old = core->reviews().approve(task.id, {}, 1, localOperator());
        QVERIFY(!old);
        QCOMPARE(old.error().text, u"The plan has changed: you read version 1, this is version 2"_s);
        core.model().say(u"About forty."_s);
        QVERIFY_RESULT(core->reviews().approve(task.id, {}, 2, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core.task(task.id).result, u"About forty."_s);
    }

    void tenRoundsAreEnough()
    {
        TestCore core;
        core.start();
        const Task task = submitted(core);
        for (int version = 1; version <= 10; ++version) {
            QVERIFY(waits(core, task, version));
            core.model().plan(calculation());
            QCOMPARE(bool(core->reviews().revise(task.id, u"Again"_s, {}, localOperator())), version < 10);
        }
        const auto last = core->reviews().revise(task.id, u"Again"_s, {}, localOperator());
        QCOMPARE(last.error().code, ErrorCode::Conflict);
        QVERIFY2(last.error().text.startsWith(u"There were 10 rounds already"_s),
                 qPrintable(last.error().text));
    }

    void silenceNeverApproves()
    {
        TestCore core;
        core.start();
        const Task task = submitted(core);
        const Task brief = submitted(core, {{u"require_review"_s, true}, {u"review_timeout"_s, 60}});
        QVERIFY(waits(core, task, 1) && waits(core, brief, 1));
        QTRY_VERIFY(!core->journal().isOpen());
        core.clock.advance(61s);
        QTRY_COMPARE(core.task(brief.id).state, TaskState::Failed);
        QCOMPARE(core.task(task.id).state, TaskState::Waiting);
        QTRY_VERIFY(!core->journal().isOpen());
        core.clock.advance(24h);
        QCOMPARE(core.task(task.id).state, TaskState::Waiting); // it names no time
        const auto expired = core->reviews().find(brief.id, localOperator());
        QVERIFY(!expired);
        QCOMPARE(expired.error().code, ErrorCode::NotFound);
        QCOMPARE(expired.error().text, u"Review expired"_s);
        // Starting it again would follow the plan without the person that it was to wait for.
        const auto again = core->tasks().retry(brief.id, localOperator());
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Conflict);
    }

    void aReviewSurvivesACrash()
    {
        TestCore core;
        core.start();
        const Task task = submitted(core);
        QVERIFY(waits(core, task, 1));
        core.close();
        core.open();
        core.model().setPlans(true);
        core.start();
        QVERIFY(waits(core, task, 1));
        core.model().say(u"42."_s);
        QVERIFY_RESULT(core->reviews().approve(task.id, u"go"_s, {}, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
    }

    void aModelThatDoesNotPlanIsAskedForAPlan()
    {
        TestCore core;
        core.start();
        core.model().say(
            u"{\"steps\":[{\"name\":\"Think\",\"type\":\"model\",\"instruction\":\"Think hard\"}]}"_s);
        const Task task = core.submit(u"Why?"_s, {.context = {{u"require_review"_s, true}}});
        QVERIFY(waits(core, task, 1));
        QCOMPARE(reviewOf(core, task).plan, u"1. Think"_s);
        core.model().say(
            u"{\"steps\":[{\"name\":\"Ask\",\"type\":\"model\",\"instruction\":\"Ask back\"}]}"_s);
        QVERIFY_RESULT(core->reviews().revise(task.id, u"Ask first"_s, {}, localOperator()));
        QVERIFY(waits(core, task, 2));
        QCOMPARE(reviewOf(core, task).plan, u"1. Ask"_s);
        QVERIFY(!core->reviews().revise(task.id, u" "_s, {}, localOperator()));
        QVERIFY(!core->reviews().revise(task.id, QString(10'241, u'x'), {}, localOperator()));
    }

    void tasksWithoutAReviewAndOthersTasksHaveNone()
    {
        TestCore core;
        core.start();
        core.model().say(u"42."_s);
        const Task plain = core.submit(u"x"_s);
        QTRY_COMPARE(core.task(plain.id).state, TaskState::Completed);
        QCOMPARE(core->reviews().find(plain.id, localOperator()).error().text, u"Review not found"_s);
        const Task task = submitted(core);
        QVERIFY(waits(core, task, 1));
        const Principal stranger{
            .user = u"ada"_s, .name = u"ada"_s, .scopes = Scope::TasksRead | Scope::TasksWrite};
        QCOMPARE(core->reviews().find(task.id, stranger).error().text, u"Task not found"_s);
        QVERIFY(!core->reviews().approve(task.id, {}, {}, stranger));
    }
};

SIGNALBOX_TEST(TestReview)
#include "tst_review.moc"
