// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// Very many approvals in one list, and what a decision may still be stopped by.
class TestApprovals : public QObject
{
    Q_OBJECT

private slots:
    void theMostUrgentComeFirstHoweverManyWait();
    void whatWasDecidedLastComesFirst();
    void aRuleThatForbidsStandsAboveAnApproval();
};

namespace {

// Rows beside those of the engine, 3,000 of them; every third is of a high risk.
Result<void> insertMany(Core &core, const char *state)
{
    const QString insert = u"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
                           "INSERT INTO approval (id, task_id, step_id, tool_step_id, owner, agent_id, "
                           "agent, cluster, tool, title, "
                           "arguments, reason, risk, state, requested_at, decided_at) "
                           "SELECT printf('approval-%05d', i), 'task-1', 'step', 'step', CASE i % 2 WHEN 0 "
                           "THEN 'ada' ELSE 'bob' END, '', "
                           "'', '', 'write_file', 'Page ' || i, '{}', '', CASE i % 3 WHEN 0 THEN 'high' WHEN "
                           "1 THEN 'medium' ELSE 'low' END, "
                           "'%1', 1000 + i, CASE '%1' WHEN 'pending' THEN 0 ELSE 9000 - i END FROM n"_s.arg(
                               QLatin1StringView(state));
    return core.database().runScript(insert);
}

QStringList titlesOf(const Result<QList<Approval>> &approvals)
{
    QStringList titles;
    if (approvals) {
        for (const Approval &approval : *approvals)
            titles.append(approval.title);
    }
    return titles;
}

} // namespace

void TestApprovals::theMostUrgentComeFirstHoweverManyWait()
{
    TestCore core;
    QVERIFY_RESULT(insertMany(*core, "pending"));
    const QStringList urgent = titlesOf(core->approvals().mostUrgent(1001, localOperator()));
    QCOMPARE(urgent.size(), 1000);
    QCOMPARE(urgent.first(3), (QStringList{u"Page 3"_s, u"Page 6"_s, u"Page 9"_s}));
    QCOMPARE(urgent.last(), u"Page 3000"_s);
    QVERIFY_RESULT(core->database().runScript(u"DELETE FROM approval WHERE risk = 'high'"_s));
    QCOMPARE(titlesOf(core->approvals().mostUrgent(2, localOperator())),
             (QStringList{u"Page 1"_s, u"Page 4"_s}));
    const Principal ada{.user = u"ada"_s, .scopes = Scope::ApprovalsRead};
    QCOMPARE(titlesOf(core->approvals().mostUrgent(2, ada)), (QStringList{u"Page 4"_s, u"Page 10"_s}));
    QCOMPARE(*core->approvals().oldestPending(ada), fromStored(1002));
    QCOMPARE(*core->approvals().oldestPending({.user = u"eve"_s}), Timestamp{});
}

// An approval that was asked for long ago counts by the moment of its decision.
void TestApprovals::whatWasDecidedLastComesFirst()
{
    TestCore core;
    QVERIFY_RESULT(insertMany(*core, "approved"));
    QCOMPARE(titlesOf(core->approvals().decidedSince(fromStored(8997), 10, localOperator())),
             (QStringList{u"Page 1"_s, u"Page 2"_s, u"Page 3"_s}));
    QCOMPARE(titlesOf(core->approvals().decidedSince({}, 1, {.user = u"ada"_s})), QStringList{u"Page 2"_s});
    QVERIFY(titlesOf(core->approvals().mostUrgent(10, localOperator())).isEmpty());
}

void TestApprovals::aRuleThatForbidsStandsAboveAnApproval()
{
    TestCore core;
    core.start();
    const auto rule = core->policies().add({.name = u"Secrets stay"_s,
                                            .tool = u"write_file"_s,
                                            .condition = u"path starts_with \"secret\""_s,
                                            .decision = PolicyDecision::Deny},
                                           localOperator());
    QVERIFY_RESULT(rule);
    QVERIFY_RESULT(core->journal().commit());
    QVERIFY_RESULT(core->policies().move(rule->id, 1, localOperator()));
    core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}});
    core.model().say(u"It may not be."_s);
    const Task task = core.submit(u"write"_s);
    QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
    const ApprovalId asked = core->approvals().mostUrgent(1, localOperator())->first().id;
    const QJsonObject edited{{u"path"_s, u"secret.md"_s}, {u"content"_s, u"x"_s}};
    QVERIFY_RESULT(
        core->approvals().decide(asked, {.verdict = Verdict::Approve, .edited = edited}, localOperator()));
    QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
    QVERIFY(core.file(task, u"secret.md"_s).isEmpty());
    QVERIFY(core.model().requests().last().messages.last().text.contains(u"Policy does not allow this"_s));
}

SIGNALBOX_TEST(TestApprovals)
#include "tst_approvals.moc"
