// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/people.h"
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>
#include <QTest>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// Who sees an approval, who decides it, and how many people it takes.
class TestDeciders : public QObject
{
    Q_OBJECT

    static Principal person(const QString &name,
                            Scopes scopes = Scope::ApprovalsRead | Scope::ApprovalsDecide | Scope::TasksRead)
    {
        return {.user = name, .name = name.left(1).toUpper() + name.mid(1), .scopes = scopes};
    }

    // An owner of keys without an account.
    static void giveKey(TestCore &core, const QString &owner)
    {
        if (!core->keys().create(u"key"_s, owner, Scope::ApprovalsDecide, localOperator()) ||
            !core->journal().commit())
            qFatal("no key");
    }

    // A task of ada's that asks to write a file; the rule says who decides.
    static Approval asked(TestCore &core, const Deciders &deciders = {})
    {
        for (const QString &user : deciders.users)
            giveKey(core, user);
        const auto rule = core->policies().add({.position = 1,
                                                .name = u"Files"_s,
                                                .tool = u"write_file"_s,
                                                .decision = PolicyDecision::Ask,
                                                .deciders = deciders},
                                               localOperator());
        if (!rule || !core->journal().commit())
            qFatal("no rule");
        core.start();
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}});
        core.model().say(u"Done."_s);
        const auto task =
            core->tasks().submit({.query = u"write"_s}, person(u"ada"_s, scopesOf(AccessRole::Operator)));
        if (!task)
            qFatal("no task");
        const TaskId id = task->id;
        if (!QTest::qWaitFor([&] { return core.task(id).state == TaskState::Waiting; }))
            qFatal("nothing waits");
        return core->approvals().mostUrgent(1, localOperator())->first();
    }

    static Result<Approval> approve(TestCore &core, const Approval &approval, const Principal &by,
                                    std::optional<QJsonObject> edited = {},
                                    std::optional<QJsonObject> seen = {})
    {
        auto decided = core->approvals().decide(
            approval.id, {.verdict = Verdict::Approve, .seen = std::move(seen), .edited = std::move(edited)},
            by);
        if (!core->journal().commit())
            qFatal("not committed");
        return decided;
    }

private slots:
    void anApproverSeesWhatHeShallDecideAndItsTask()
    {
        TestCore core;
        const Approval approval = asked(core);
        const Principal bob = person(u"bob"_s);
        QCOMPARE(core->approvals().mostUrgent(5, bob)->size(), 1);
        QCOMPARE(*core->approvals().count({.state = ApprovalState::Pending}, bob), 1);
        QVERIFY_RESULT(core->tasks().find(approval.task, bob));
        QVERIFY_RESULT(core->tasks().steps(approval.task, bob));
        QVERIFY(!core->tasks().cancel(approval.task, {}, bob)); // reads it, no more
        const Principal eve = person(u"eve"_s, Scope::ApprovalsRead | Scope::TasksRead);
        QVERIFY(core->approvals().mostUrgent(5, eve)->isEmpty());
        QCOMPARE(core->tasks().find(approval.task, eve).error().code, ErrorCode::NotFound);
        QCOMPARE(core->approvals().find(approval.id, eve).error().code, ErrorCode::NotFound);
        QVERIFY_RESULT(approve(core, approval, bob));
        QTRY_COMPARE(core.task(approval.task).state, TaskState::Completed);
        QVERIFY_RESULT(core->tasks().find(approval.task, bob)); // also what came of it
    }

    void aRuleNamesWhoDecides()
    {
        TestCore core;
        const Approval approval = asked(core, {.users = {u"bob"_s, u"carol"_s}});
        const Principal ada = person(u"ada"_s);
        const Principal dan = person(u"dan"_s);
        QVERIFY(core->approvals().mostUrgent(5, dan)->isEmpty());
        QCOMPARE(core->approvals().find(approval.id, dan).error().code, ErrorCode::NotFound);
        QCOMPARE(core->tasks().find(approval.task, dan).error().code, ErrorCode::NotFound);
        const auto own = approve(core, approval, ada); // she sees it, as its owner
        QVERIFY(!own);
        QCOMPARE(own.error().code, ErrorCode::Forbidden);
        QCOMPARE(own.error().text, u"Only bob or carol may decide this"_s);
        QCOMPARE(core->approvals().mostUrgent(5, person(u"bo"_s))->size(), 0); // no part of a name
        QVERIFY_RESULT(approve(core, approval, person(u"carol"_s)));
    }

    void aRuleNamesARole()
    {
        TestCore core;
        const Approval approval = asked(core, {.users = {u"bob"_s, approversDecide}, .needed = 2});
        const Principal eve = person(u"eve"_s, Scope::ApprovalsRead | Scope::TasksRead);
        QVERIFY(core->approvals().mostUrgent(5, eve)->isEmpty());
        QVERIFY(!core->approvals().find(approval.id, eve));
        const Principal dan = person(u"dan"_s);
        QCOMPARE(core->approvals().mostUrgent(5, dan)->size(), 1);
        QCOMPARE(core->approvals().list({}, dan)->size(), 1);
        QCOMPARE(*core->approvals().count({}, dan), 1);
        QVERIFY(isSet(*core->approvals().oldestPending(dan)));
        QVERIFY_RESULT(core->tasks().find(approval.task, dan));
        QCOMPARE(approve(core, approval, dan)->state, ApprovalState::Pending);
        QCOMPARE(approve(core, approval, person(u"bob"_s))->state, ApprovalState::Approved);
        QCOMPARE(core->approvals().decidedSince({}, 5, dan)->size(), 1);
        QVERIFY(core->approvals().decidedSince({}, 5, eve)->isEmpty());
    }

    // The people of the rule first, and when none of them has decided, everybody who may.
    void approversAreAskedInTheEnd()
    {
        TestCore core({.approvals = {.expiry = 30min, .whenNobodyDecides = WhenNobodyDecides::AskApprovers}});
        const Approval approval = asked(core, {.users = {u"bob"_s}, .requester = Requester::MayNot});
        const Principal dan = person(u"dan"_s);
        QVERIFY(!core->approvals().find(approval.id, dan));
        QTRY_VERIFY(!core->journal().isOpen());
        QSignalSpy announced(&core->feed(), &Feed::announced);
        core.clock.advance(31min);
        QTRY_VERIFY(core->approvals().find(approval.id, dan));
        QTRY_COMPARE(announced.size(), 1);
        const Event told = announced.first().first().value<QList<Event>>().first();
        QVERIFY2(told.message.contains(u"all approvers are asked"_s), qPrintable(told.message));
        const auto own = approve(core, approval, person(u"ada"_s, allScopes));
        QVERIFY(!own); // what else the rule says holds on
        QCOMPARE(approve(core, approval, dan)->state, ApprovalState::Approved);
    }

    // Accounts are kept by id, and named as people know them.
    void whoRegisteredIsNamedByName()
    {
        TestCore core(people::whereAnybodyRegisters());
        const auto grace = people::signUp(core, u"grace"_s);
        const auto linus = people::signUp(core, u"linus"_s);
        QVERIFY_RESULT(grace);
        QVERIFY_RESULT(linus);
        giveKey(core, u"bob"_s);
        PolicyRule rule{
            .position = 1,
            .name = u"Files"_s,
            .tool = u"write_file"_s,
            .decision = PolicyDecision::Ask,
            .deciders = {.users = {u"Grace"_s, u"LINUS@example.com"_s, u"bob"_s, linus->account.id}}};
        const auto added = core->policies().add(rule, localOperator());
        QVERIFY_RESULT(added);
        const QStringList names{u"grace"_s, u"linus"_s, u"bob"_s};
        QCOMPARE(added->deciders.users, names);
        QVERIFY_RESULT(core->journal().commit());
        QCOMPARE(core->policies().rules().first().deciders.users, names);
        const Ruling ruling = core->policies().evaluate({.tool = u"write_file"_s});
        QCOMPARE(ruling.deciders.users, (QStringList{grace->account.id, linus->account.id, u"bob"_s}));
        rule.deciders.users = {u"nobody"_s};
        const auto unknown = core->policies().add(rule, localOperator());
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().field, u"deciders"_s);
        QVERIFY2(unknown.error().text.contains(u"nobody is known as “nobody”"_s),
                 qPrintable(unknown.error().text));
        rule.deciders = {.users = {u"grace"_s, grace->account.email}, .needed = 2}; // one person
        QCOMPARE(core->policies().add(rule, localOperator()).error().field, u"approvals_needed"_s);
    }

    void whoRegisteredDecides()
    {
        TestCore core(people::whereAnybodyRegisters());
        const auto grace = people::signUp(core, u"grace"_s);
        QVERIFY_RESULT(grace);
        const auto rule = core->policies().add({.position = 1,
                                                .name = u"Files"_s,
                                                .tool = u"write_file"_s,
                                                .decision = PolicyDecision::Ask,
                                                .deciders = {.users = {u"grace"_s}}},
                                               localOperator());
        QVERIFY_RESULT(rule);
        QVERIFY_RESULT(core->journal().commit());
        core.start();
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"x"_s}});
        core.model().say(u"Done."_s);
        const Principal ada = person(u"ada"_s, scopesOf(AccessRole::Approver));
        const auto task = core->tasks().submit({.query = u"write"_s}, ada);
        QVERIFY_RESULT(task);
        QTRY_COMPARE(core.task(task->id).state, TaskState::Waiting);
        const Principal registered = grace->account.principal();
        const auto waiting = core->approvals().mostUrgent(5, registered);
        QCOMPARE(waiting->size(), 1);
        QCOMPARE(approve(core, waiting->first(), ada).error().text, u"Only grace may decide this"_s);
        QVERIFY_RESULT(approve(core, waiting->first(), registered));
        QTRY_COMPARE(core.task(task->id).state, TaskState::Completed);
    }

    // Anybody may register under a name that is free, also under that of an owner of keys.
    void aNameThatIsAnIdStaysItsOwners()
    {
        TestCore core(people::whereAnybodyRegisters());
        giveKey(core, u"bob"_s);
        const auto other = people::signUp(core, u"bob"_s);
        QVERIFY_RESULT(other);
        DeciderNames names(core->database());
        QCOMPARE(*names.idsOf({u"bob"_s}), QStringList{u"bob"_s});
        QCOMPARE(*names.idsOf({u"bob@example.com"_s}), QStringList{other->account.id});
        QCOMPARE(names.namesOf({u"bob"_s, other->account.id}), (QStringList{u"bob"_s, u"bob@example.com"_s}));
    }

    void whoAskedMayNotDecide()
    {
        TestCore core;
        const Approval approval = asked(core, {.requester = Requester::MayNot});
        const auto own = approve(core, approval, person(u"ada"_s, allScopes));
        QVERIFY(!own);
        QCOMPARE(own.error().code, ErrorCode::Forbidden);
        QVERIFY_RESULT(approve(core, approval, person(u"bob"_s)));
    }

    void twoPeopleRelease()
    {
        TestCore core;
        const Approval approval = asked(core, {.needed = 2});
        const auto first = approve(core, approval, person(u"bob"_s));
        QVERIFY_RESULT(first);
        QCOMPARE(first->state, ApprovalState::Pending);
        QCOMPARE(first->approvers.size(), 1);
        QCOMPARE(first->approvers.first().name, u"Bob"_s);
        const auto again = approve(core, approval, person(u"bob"_s));
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Conflict);
        QVERIFY2(again.error().text.startsWith(u"You approved this"_s), qPrintable(again.error().text));
        QCOMPARE(core.task(approval.task).state, TaskState::Waiting);
        core.close(); // what was said is kept
        core.open();
        core.start();
        core.model().say(u"Done."_s);
        const auto second = approve(core, approval, person(u"carol"_s));
        QVERIFY_RESULT(second);
        QCOMPARE(second->state, ApprovalState::Approved);
        QTRY_COMPARE(core.task(approval.task).state, TaskState::Completed);
        QCOMPARE(core->approvals().find(approval.id, localOperator())->approvers.size(), 2);
    }

    // Who was blocked or has another role since he approved is none of those who release it.
    void whoMayDecideNoMoreIsNotCounted()
    {
        using Change = std::pair<std::optional<AccessRole>, std::optional<AccountState>>;
        for (const Change &change : {Change{AccessRole::Viewer, {}}, Change{{}, AccountState::Blocked}}) {
            TestCore core(people::whereAnybodyRegisters());
            const auto grace = people::signUp(core, u"grace"_s);
            QVERIFY_RESULT(grace);
            const Approval approval = asked(core, {.needed = 2});
            QVERIFY_RESULT(approve(core, approval, grace->account.principal()));
            QVERIFY_RESULT(
                core->accounts().change(grace->account.id, change.first, change.second, localOperator()));
            const auto second = approve(core, approval, person(u"bob"_s));
            QVERIFY_RESULT(second);
            QCOMPARE(second->state, ApprovalState::Pending);
            QCOMPARE(second->approvers.size(), 1);
            QCOMPARE(second->approvers.first().user, u"bob"_s);
        }
    }

    void otherValuesBeginAnew()
    {
        TestCore core;
        const Approval approval = asked(core, {.needed = 2});
        const QJsonObject edited{{u"path"_s, u"b.md"_s}, {u"content"_s, u"y"_s}};
        QVERIFY_RESULT(approve(core, approval, person(u"bob"_s)));
        const auto changed = approve(core, approval, person(u"carol"_s), edited);
        QVERIFY_RESULT(changed);
        QCOMPARE(changed->state, ApprovalState::Pending);
        QCOMPARE(changed->approvers.size(), 1);
        QVERIFY2(changed->title.contains(u"b.md"_s), qPrintable(changed->title));
        QCOMPARE(approve(core, approval, person(u"bob"_s))->state, ApprovalState::Approved);
        QTRY_COMPARE(core.task(approval.task).state, TaskState::Completed);
        const Task task = core.task(approval.task);
        QCOMPARE(core.file(task, u"b.md"_s), u"y"_s);
        QVERIFY(core.file(task, u"a.md"_s).isEmpty());
    }

    // What a person approves is what he saw.
    void valuesThatWereNotSeenAreNotDecided()
    {
        TestCore core;
        const Approval approval = asked(core, {.needed = 2});
        const QJsonObject edited{{u"path"_s, u"b.md"_s}, {u"content"_s, u"x"_s}};
        QVERIFY_RESULT(approve(core, approval, person(u"bob"_s), edited, approval.arguments));
        const auto unseen = approve(core, approval, person(u"carol"_s), {}, approval.arguments);
        QVERIFY(!unseen);
        QCOMPARE(unseen.error().code, ErrorCode::Conflict);
        QCOMPARE(unseen.error().text,
                 u"Bob changed the values meanwhile: path is b.md now and was a.md. Look "
                 "at them, and decide again."_s);
        const Decision no{.verdict = Verdict::Reject, .seen = approval.arguments};
        QCOMPARE(core->approvals().decide(approval.id, no, person(u"carol"_s)).error().code,
                 ErrorCode::Conflict);
        QCOMPARE(core.task(approval.task).state, TaskState::Waiting);
        QCOMPARE(approve(core, approval, person(u"carol"_s), {}, edited)->state, ApprovalState::Approved);
        QTRY_COMPARE(core.task(approval.task).state, TaskState::Completed);
        QCOMPARE(core.file(core.task(approval.task), u"b.md"_s), u"x"_s);
    }

    // A change must not get past a rule that wants more people for the changed values.
    void aChangeAnswersToTheRuleOfItsValues()
    {
        TestCore core;
        const Approval approval = asked(core);
        const auto rule = core->policies().add({.position = 1,
                                                .name = u"Secrets"_s,
                                                .tool = u"write_file"_s,
                                                .condition = u"path starts_with \"secret\""_s,
                                                .decision = PolicyDecision::Ask,
                                                .deciders = {.needed = 2}},
                                               localOperator());
        QVERIFY_RESULT(rule);
        QVERIFY_RESULT(core->journal().commit());
        const QJsonObject edited{{u"path"_s, u"secret.md"_s}, {u"content"_s, u"x"_s}};
        QCOMPARE(approve(core, approval, person(u"bob"_s), edited)->state, ApprovalState::Pending);
        QCOMPARE(approve(core, approval, person(u"carol"_s))->state, ApprovalState::Approved);
    }

    // What is approved under a weaker rule is asked again, and then the new rule decides.
    void aRuleThatBecameStricterHoldsForWhatWaits_data()
    {
        QTest::addColumn<int>("needed");
        QTest::addColumn<bool>("mayRequest");
        QTest::addColumn<QString>("decider");
        QTest::newRow("two people") << 2 << true << QString();
        QTest::newRow("not the requester") << 1 << false << QString();
        QTest::newRow("somebody else") << 1 << true << u"dan"_s;
    }

    void aRuleThatBecameStricterHoldsForWhatWaits()
    {
        QFETCH(int, needed);
        QFETCH(bool, mayRequest);
        QFETCH(QString, decider);
        TestCore core;
        const Approval approval = asked(core);
        if (!decider.isEmpty())
            giveKey(core, decider);
        QVERIFY_RESULT(core->policies().add(
            {.position = 1,
             .name = u"Strict"_s,
             .tool = u"write_file"_s,
             .decision = PolicyDecision::Ask,
             .deciders = {.users = decider.isEmpty() ? QStringList() : QStringList{decider},
                          .requester = mayRequest ? Requester::May : Requester::MayNot,
                          .needed = needed}},
            localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        QCOMPARE(approve(core, approval, person(u"ada"_s))->state, ApprovalState::Approved);
        const auto waiting = [&core] { return *core->approvals().mostUrgent(2, localOperator()); };
        QTRY_COMPARE(waiting().size(), 1);
        const Approval again = waiting().first();
        QVERIFY(again.id != approval.id);
        QVERIFY2(again.reason.startsWith(u"The rule “Strict” wants more"_s), qPrintable(again.reason));
        QVERIFY(core.file(core.task(approval.task), u"a.md"_s).isEmpty());
        if (needed == 2)
            QCOMPARE(approve(core, again, person(u"bob"_s))->state, ApprovalState::Pending);
        const QString last = decider.isEmpty() ? u"carol"_s : decider;
        QCOMPARE(approve(core, again, person(last))->state, ApprovalState::Approved);
        QTRY_COMPARE(core.task(approval.task).state, TaskState::Completed);
        QCOMPARE(core.file(core.task(approval.task), u"a.md"_s), u"x"_s);
    }

    // A path that is written otherwise is the same path to the rules, to people and to the tool.
    void whatIsJudgedIsWhatRuns()
    {
        TestCore core;
        QVERIFY_RESULT(core->policies().add({.position = 1,
                                             .name = u"Secrets"_s,
                                             .tool = u"write_file"_s,
                                             .condition = u"path starts_with \"secrets/\""_s,
                                             .decision = PolicyDecision::Deny},
                                            localOperator()));
        QVERIFY_RESULT(core->policies().add({.position = 1,
                                             .name = u"Elsewhere"_s,
                                             .tool = u"http_fetch"_s,
                                             .condition = u"url starts_with \"http://h.example/\""_s,
                                             .decision = PolicyDecision::Deny},
                                            localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        core.start();
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"./secrets/x.md"_s}, {u"content"_s, u"x"_s}});
        core.model().callTool(u"http_fetch"_s, {{u"url"_s, u" HTTP://H.example.:80/a/../x"_s}});
        core.model().callTool(u"http_fetch"_s, {{u"url"_s, u"http:\\\\h.example\\x"_s}});
        core.model().callTool(u"write_file"_s, {{u"path"_s, u".//ok.md"_s}, {u"content"_s, u"x"_s}});
        core.model().say(u"Done."_s);
        const TaskId task = core.submit(u"write, and see HTTP://H.example.:80/a/../x"_s).id;
        QTRY_COMPARE(core.task(task).state, TaskState::Waiting);
        QStringList errors;
        for (const Step &step : core.steps(task)) {
            if (!step.error.isEmpty())
                errors.append(step.error);
        }
        QCOMPARE(errors.size(), 3);
        QVERIFY2(errors[0].contains(u"Secrets"_s), qPrintable(errors[0]));
        QVERIFY2(errors[1].contains(u"Elsewhere"_s), qPrintable(errors[1]));
        QVERIFY2(errors[2].startsWith(u"url: "_s), qPrintable(errors[2]));
        const Approval asked = core->approvals().mostUrgent(1, localOperator())->first();
        QCOMPARE(asked.arguments.value(u"path"_s).toString(), u"ok.md"_s);
        QCOMPARE(asked.title, u"Write ok.md (1 byte)"_s);
    }

    void oneRejectionRejects()
    {
        TestCore core;
        const Approval approval = asked(core, {.needed = 2});
        QVERIFY_RESULT(approve(core, approval, person(u"bob"_s)));
        QCOMPARE(
            core->approvals().decide(approval.id, {.verdict = Verdict::Reject}, person(u"carol"_s))->state,
            ApprovalState::Rejected);
        QTRY_COMPARE(core.task(approval.task).state, TaskState::Completed);
    }

    void rulesThatNobodyCanMeetAreRefused()
    {
        const PolicyRule rule{.name = u"x"_s, .decision = PolicyDecision::Ask};
        for (const Deciders &wrong :
             {Deciders{.needed = 0}, Deciders{.needed = 21}, Deciders{.users = {u"ada"_s}, .needed = 2},
              Deciders{.users = {u"a,b"_s}}, Deciders{.users = {u" "_s}}}) {
            PolicyRule changed = rule;
            changed.deciders = wrong;
            QVERIFY(!checkRule(changed));
        }
        QVERIFY_RESULT(checkRule(rule));
        for (const QString &role : {administratorsDecide, approversDecide}) {
            PolicyRule changed = rule;
            changed.deciders = {.users = {role}, .needed = 2};
            QVERIFY_RESULT(checkRule(changed));
        }
    }

    void anIdIsTakenWithAndWithoutItsPrefix()
    {
        TestCore core;
        const Approval approval = asked(core);
        const QString bare = approval.id.value.section(u'-', 1);
        QCOMPARE(core->approvals().find({bare}, localOperator())->id, approval.id);
        QVERIFY_RESULT(core->approvals().decide({bare}, {.verdict = Verdict::Approve}, localOperator()));
    }
};

SIGNALBOX_TEST(TestDeciders)
#include "tst_deciders.moc"
