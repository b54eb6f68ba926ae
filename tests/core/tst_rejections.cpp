// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>
#include <QTest>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// What a rejection is, and what time does to what waits.
class TestRejections : public QObject
{
    Q_OBJECT

    static Approval pendingOf(Core &core)
    {
        const auto list = core.approvals().mostUrgent(1, localOperator());
        return list && !list->isEmpty() ? list->first() : Approval{};
    }

    // With the provider that plans by rule.
    static Task askBuiltin(TestCore &core, const QString &query)
    {
        return core.submit(query, {.providerOverride = u"builtin"_s});
    }

private slots:
    void aRejectionIsAnAnswerToTheAgent()
    {
        TestCore core;
        core.start();
        const QJsonObject arguments{{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}};
        core.model().callTool(u"write_file"_s, arguments);
        core.model().callTool(u"write_file"_s, arguments); // it tries again
        core.model().say(u"I did not write it."_s);
        const Task task = core.submit(u"write"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
        const ApprovalId id = pendingOf(*core).id;
        QVERIFY_RESULT(core->approvals().decide(id, {.verdict = Verdict::Reject, .feedback = u"not today"_s},
                                                localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core.task(task.id).result, u"I did not write it."_s);
        QCOMPARE(core->approvals().find(id, localOperator())->state, ApprovalState::Rejected);
        QCOMPARE(core->approvals().ofTask(task.id)->size(), 1); // the same call is not asked again
        const QList<Message> told = core.model().requests().last().messages;
        int refusals = 0;
        for (const Message &message : told)
            refusals += message.role == Role::Tool &&
                        message.text.contains(u"A person rejected this call: not today"_s);
        QCOMPARE(refusals, 2);
        QVERIFY(core.file(task, u"a.md"_s).isEmpty());
    }

    void anotherCallIsAskedAgain()
    {
        TestCore core;
        core.start();
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}});
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"b.md"_s}, {u"content"_s, u"x"_s}});
        core.model().say(u"Done."_s);
        const Task task = core.submit(u"write"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
        const ApprovalId first = pendingOf(*core).id;
        QVERIFY_RESULT(core->approvals().decide(first, {.verdict = Verdict::Reject}, localOperator()));
        QTRY_VERIFY(!pendingOf(*core).id.isEmpty());
        QVERIFY_RESULT(
            core->approvals().decide(pendingOf(*core).id, {.verdict = Verdict::Approve}, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core.file(task, u"b.md"_s), u"x"_s);
    }

    void aRejectionEndsTheTaskWhereAPersonSaysSo()
    {
        TestCore core;
        core.start();
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}});
        const Task rejected = core.submit(u"write"_s);
        QTRY_COMPARE(core.task(rejected.id).state, TaskState::Waiting);
        QVERIFY_RESULT(core->approvals().decide(
            pendingOf(*core).id,
            {.verdict = Verdict::Reject, .feedback = u"not today"_s, .rejection = Rejection::EndsTask},
            localOperator()));
        QCOMPARE(core.task(rejected.id).state, TaskState::Failed);
        QCOMPARE(core.task(rejected.id).error, u"approval denied: not today"_s);
        // Whoever starts it again is asked again.
        QVERIFY_RESULT(core->tasks().retry(rejected.id, localOperator()));
        QTRY_COMPARE(core.task(rejected.id).state, TaskState::Waiting);
        QVERIFY(!pendingOf(*core).id.isEmpty());
    }

    void whoGivesNoReasonIsNotGivenTheRules()
    {
        TestCore core;
        core.start();
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}});
        const Task rejected = core.submit(u"write"_s);
        QTRY_COMPARE(core.task(rejected.id).state, TaskState::Waiting);
        QVERIFY_RESULT(core->approvals().decide(
            pendingOf(*core).id, {.verdict = Verdict::Reject, .rejection = Rejection::EndsTask},
            localOperator()));
        QCOMPARE(core.task(rejected.id).error, u"approval denied: Operator gave no reason"_s);
    }

    void nothingExpiresByItself()
    {
        TestCore core;
        core.start();
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}});
        const Task task = core.submit(u"write"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
        QTRY_VERIFY(!core->journal().isOpen());
        QSignalSpy announced(&core->feed(), &Feed::announced);
        const auto reminders = [&] {
            int count = 0;
            for (const QList<QVariant> &call : announced) {
                for (const Event &event : call.at(0).value<QList<Event>>())
                    count += event.type == EventType::ApprovalReminded;
            }
            return count;
        };
        core.clock.advance(59min);
        core.clock.advance(2min);
        QTRY_COMPARE(reminders(), 1);
        QTRY_VERIFY(!core->journal().isOpen());
        core.clock.advance(23h);
        QCOMPARE(reminders(), 1);
        core.clock.advance(1h);
        QTRY_COMPARE(reminders(), 2);
        QTRY_VERIFY(!core->journal().isOpen());
        core.clock.advance(24h * 365);
        QTRY_COMPARE(reminders(), 3);
        QCOMPARE(core.task(task.id).state, TaskState::Waiting);
    }

    void silenceNeverApproves()
    {
        for (const WhenNobodyDecides then :
             {WhenNobodyDecides::Nothing, WhenNobodyDecides::AskApprovers,
              WhenNobodyDecides::AskAdministrators, WhenNobodyDecides::Reject}) {
            TestCore core({.approvals = {.expiry = 30min, .whenNobodyDecides = then}});
            core.start();
            core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}});
            core.model().say(u"Nobody let me."_s);
            const Task task = core.submit(u"write"_s);
            QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
            const ApprovalId id = pendingOf(*core).id;
            const Principal grace{.user = u"grace"_s, .scopes = Scope::ApprovalsDecide};
            QVERIFY_RESULT(core->approvals().find(id, grace));
            QTRY_VERIFY(!core->journal().isOpen());
            core.clock.advance(31min);
            if (then == WhenNobodyDecides::Reject) {
                QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
                QCOMPARE(core->approvals().find(id, localOperator())->state, ApprovalState::Expired);
            } else {
                QTRY_VERIFY(!isSet(core->approvals().find(id, localOperator())->expiresAt));
                QCOMPARE(core->approvals().find(id, localOperator())->state, ApprovalState::Pending);
                QCOMPARE(bool(core->approvals().find(id, grace)),
                         then != WhenNobodyDecides::AskAdministrators);
            }
            QVERIFY(core.file(task, u"a.md"_s).isEmpty());
        }
    }

    // As after a suspend, when the alarm has not rung yet.
    void whatIsOverCannotBeApproved()
    {
        TestCore core({.approvals = {.expiry = 30min}});
        core.start();
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}});
        core.model().say(u"Nobody let me."_s);
        const Task task = core.submit(u"write"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
        const ApprovalId id = pendingOf(*core).id;
        QVERIFY_RESULT(core->journal().commit());
        QVERIFY_RESULT(core->database().runScript(
            u"UPDATE approval SET expires_at = %1"_s.arg(toStored(core.clock.now()) - 1)));
        const auto late = core->approvals().decide(id, {.verdict = Verdict::Approve}, localOperator());
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Conflict);
        QVERIFY2(late.error().text.contains(u"expired"_s), qPrintable(late.error().text));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QVERIFY(core.file(task, u"a.md"_s).isEmpty());
    }

    void aPlannedStepThatWasRejectedIsLeftOutAndTold()
    {
        TestCore core;
        core.start();
        const Task task = askBuiltin(core, u"Write 'one' to a.md and write 'two' to b.md"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
        const Approval first = pendingOf(*core);
        QCOMPARE(first.arguments.value(u"path"_s).toString(), u"a.md"_s);
        QVERIFY_RESULT(core->approvals().decide(
            first.id, {.verdict = Verdict::Reject, .feedback = u"not that one"_s}, localOperator()));
        QTRY_VERIFY(pendingOf(*core).id != first.id && !pendingOf(*core).id.isEmpty());
        QVERIFY_RESULT(
            core->approvals().decide(pendingOf(*core).id, {.verdict = Verdict::Approve}, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QVERIFY(core.file(task, u"a.md"_s).isEmpty());
        QCOMPARE(core.file(task, u"b.md"_s), u"two"_s);
        const QString result = core.task(task.id).result;
        QVERIFY2(result.contains(u"This was not done: write file `a.md`. A person rejected this call: "
                                 "not that one"_s),
                 qPrintable(result));
        QVERIFY2(result.contains(u"Saved as `b.md`"_s), qPrintable(result));
    }

    // The page is to be summarised into a file: without it neither the summary nor the file is made.
    void whatNeedsARejectedStepIsLeftOut()
    {
        TestCore core;
        core.start();
        const auto rule = core->policies().add({.position = 1,
                                                .name = u"Reading asks"_s,
                                                .tool = u"read_file"_s,
                                                .decision = PolicyDecision::Ask},
                                               localOperator());
        QVERIFY_RESULT(rule);
        QVERIFY_RESULT(core->journal().commit());
        const Task task = askBuiltin(core, u"Summarise notes.md and save it as short.md"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
        const Approval asked = pendingOf(*core);
        QCOMPARE(asked.tool, u"read_file"_s);
        QVERIFY_RESULT(core->approvals().decide(
            asked.id, {.verdict = Verdict::Reject, .feedback = u"private"_s}, localOperator()));
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        QCOMPARE(core->approvals().ofTask(task.id)->size(), 1);
        QVERIFY(core.file(task, u"short.md"_s).isEmpty());
        const QString result = core.task(task.id).result;
        QVERIFY2(result.contains(u"A person rejected this call: private"_s), qPrintable(result));
        QVERIFY2(result.contains(u"short.md"_s), qPrintable(result));
    }

    void whatIsSetAsideComesLast()
    {
        TestCore core;
        core.start();
        core.model().answerWith([](const ModelRequest &request) -> Result<ModelAnswer> {
            if (request.messages.last().role == Role::Tool)
                return ModelAnswer{.text = u"done"_s};
            return ModelAnswer{.toolCalls = {{.id = u"1"_s,
                                              .name = u"write_file"_s,
                                              .arguments = {{u"path"_s, request.messages.last().text},
                                                            {u"content"_s, u"x"_s}}}}};
        });
        for (const QString &path : {u"a.md"_s, u"b.md"_s}) {
            const Task task = core.submit(path);
            QTRY_COMPARE(core.task(task.id).state, TaskState::Waiting);
        }
        const auto paths = [&core] {
            QStringList found;
            const auto urgent = core->approvals().mostUrgent(10, localOperator());
            for (const Approval &approval : *urgent)
                found.append(approval.arguments.value(u"path"_s).toString());
            return found;
        };
        QCOMPARE(paths(), (QStringList{u"a.md"_s, u"b.md"_s}));
        const ApprovalId first = pendingOf(*core).id;
        QVERIFY_RESULT(core->approvals().setPlace(first, ApprovalService::Place::Aside, localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        QCOMPARE(paths(), (QStringList{u"b.md"_s, u"a.md"_s}));
        core.close();
        core.open();
        QCOMPARE(paths(), (QStringList{u"b.md"_s, u"a.md"_s}));
        QVERIFY_RESULT(core->approvals().setPlace(first, ApprovalService::Place::Usual, localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        QCOMPARE(paths(), (QStringList{u"a.md"_s, u"b.md"_s}));
        QVERIFY_RESULT(core->approvals().decide(first, {.verdict = Verdict::Reject}, localOperator()));
        const auto late = core->approvals().setPlace(first, ApprovalService::Place::Aside, localOperator());
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Conflict);
    }
};

SIGNALBOX_TEST(TestRejections)
#include "tst_rejections.moc"
