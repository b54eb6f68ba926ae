// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

// What a task of the operator's asks for, as the contract shows it.
QJsonObject askedBy(TestSignalbox &box)
{
    box.core.model().callTool(u"write_file"_s, {{u"path"_s, u"note.md"_s}, {u"content"_s, u"hello"_s}});
    box.core.model().say(u"Understood."_s);
    box.request("POST", "/api/v1/tasks", {{u"query"_s, u"write"_s}});
    const auto waits = [&box] {
        return box.get("/api/v1/approvals?status=pending").at(u"total_count"_s).toInt() == 1;
    };
    if (!QTest::qWaitFor(waits))
        qFatal("nothing waits");
    return box.get("/api/v1/approvals?status=pending").at(u"approvals.0"_s).toObject();
}

QByteArray keyOf(TestSignalbox &box, Scopes scopes, const QString &owner)
{
    return "X-API-Key: " + box.keyFor(scopes, owner) + "\r\n";
}

QJsonObject decisionOn(const QJsonObject &approval, bool approved)
{
    return {{u"workflow_id"_s, approval[u"workflow_id"_s]},
            {u"approval_id"_s, approval[u"approval_id"_s]},
            {u"approved"_s, approved}};
}

QByteArray taskOf(const QJsonObject &approval)
{
    return "/api/v1/tasks/" + approval[u"workflow_id"_s].toString().toLatin1();
}

} // namespace

// Decisions over HTTP: whose they are, and what they mean.
class TestShannonApprovals : public QObject
{
    Q_OBJECT

private slots:
    void anApproverReadsTheTaskAndDecides()
    {
        TestSignalbox box;
        const QJsonObject approval = askedBy(box);
        const QByteArray bob =
            keyOf(box, Scope::ApprovalsRead | Scope::ApprovalsDecide | Scope::TasksRead | Scope::TasksWrite,
                  u"bob"_s);
        const QByteArray eve = keyOf(box, Scope::ApprovalsRead | Scope::TasksRead, u"eve"_s);
        const auto waiting = [&box](const QByteArray &key) {
            return box.request("GET", "/api/v1/approvals?status=pending", QByteArray(), key);
        };
        QCOMPARE(waiting(eve).at(u"total_count"_s).toInt(-1), 0);
        QCOMPARE(box.request("GET", taskOf(approval), QByteArray(), eve).status, 404);
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", decisionOn(approval, true), eve).status,
                 403);
        QCOMPARE(waiting(bob).at(u"total_count"_s).toInt(), 1);
        QCOMPARE(box.request("GET", taskOf(approval), QByteArray(), bob).status, 200);
        QCOMPARE(box.request("GET", taskOf(approval) + "/steps", QByteArray(), bob).status, 200);
        QCOMPARE(box.request("GET", taskOf(approval) + "/events", QByteArray(), bob).status, 200);
        QCOMPARE(box.request("POST", taskOf(approval) + "/cancel", QJsonObject(), bob).status, 404);
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", decisionOn(approval, true), bob).status,
                 200);
    }

    void whatIsSetAsideWaitsOnAndIsToldOnce()
    {
        TestSignalbox box;
        const QJsonObject approval = askedBy(box);
        const QString id = approval[u"approval_id"_s].toString();
        const auto put = [&](const QString &which, const QByteArray &where, const QByteArray &key = {}) {
            const QByteArray path = "/api/v1/approvals/" + which.toLatin1() + where;
            return key.isEmpty() ? box.request("POST", path, QByteArray())
                                 : box.request("POST", path, QByteArray(), key);
        };
        const auto told = [&](const QString &words) {
            auto rows =
                box.core->database().run("SELECT COUNT(*) FROM event WHERE instr(message, ?) > 0"_L1, words);
            return rows && rows->next() ? rows->integer(0) : -1;
        };
        const QByteArray eve = keyOf(box, Scope::ApprovalsRead | Scope::ApprovalsDecide, u"eve"_s);
        const QByteArray reader = keyOf(box, Scope::ApprovalsRead, u"operator"_s);
        QCOMPARE(put(id, "/set-aside", reader).status, 403);
        QCOMPARE(put(u"nothing"_s, "/set-aside").status, 404);
        QCOMPARE(put(id, "/take-up").at(u"set_aside"_s), QJsonValue(false));
        QCOMPARE(told(u"Taken up again"_s), 0);
        for (int i = 0; i < 2; ++i) {
            const JsonAnswer aside = put(id, "/set-aside", eve);
            QCOMPARE(aside.status, 200);
            QCOMPARE(aside.at(u"set_aside"_s), QJsonValue(true));
            QCOMPARE(aside.text(u"status"_s), u"pending"_s);
        }
        QCOMPARE(told(u"Set aside"_s), 1);
        // An id is taken without its prefix too, as everywhere.
        const JsonAnswer back = put(id.section(u'-', 1), "/take-up");
        QCOMPARE(back.at(u"set_aside"_s), QJsonValue(false));
        QCOMPARE(told(u"Taken up again"_s), 1);
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", decisionOn(approval, true)).status, 200);
        const JsonAnswer late = put(id, "/set-aside");
        QCOMPARE(late.status, 409);
        QCOMPARE(late.text(u"decision"_s), u"approved"_s);
        QVERIFY(late.text(u"error"_s).contains(u"already approved"_s));
    }

    void aRejectionAnswersTheAgentOrEndsTheTask()
    {
        for (const bool ends : {false, true}) {
            TestSignalbox box;
            const QJsonObject approval = askedBy(box);
            QJsonObject decision = decisionOn(approval, true);
            decision.insert(u"end_task"_s, ends);
            QCOMPARE(box.request("POST", "/api/v1/approvals/decision", decision).status, ends ? 400 : 200);
            if (!ends)
                continue;
            decision.insert(u"approved"_s, false);
            decision.insert(u"feedback"_s, u"No."_s);
            QCOMPARE(box.request("POST", "/api/v1/approvals/decision", decision).status, 200);
            QTRY_COMPARE(box.get(taskOf(approval)).text(u"status"_s), u"TASK_STATUS_FAILED"_s);
        }
        TestSignalbox box;
        const QJsonObject approval = askedBy(box);
        QJsonObject decision = decisionOn(approval, false);
        decision.insert(u"feedback"_s, u"No."_s);
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", decision).status, 200);
        QTRY_COMPARE(box.get(taskOf(approval)).text(u"status"_s), u"TASK_STATUS_COMPLETED"_s);
        QCOMPARE(box.get(taskOf(approval)).text(u"result"_s), u"Understood."_s);
        QVERIFY(box.core.model().requests().last().messages.last().text.contains(
            u"A person rejected this call: No."_s));
    }

    void twoPeopleAreShown()
    {
        TestSignalbox box;
        QVERIFY_RESULT(box.core->policies().add({.position = 1,
                                                 .name = u"Files"_s,
                                                 .tool = u"write_file"_s,
                                                 .decision = PolicyDecision::Ask,
                                                 .deciders = {.requester = Requester::MayNot, .needed = 2}},
                                                localOperator()));
        QVERIFY_RESULT(box.core->journal().commit());
        const QJsonObject approval = askedBy(box);
        QCOMPARE(approval[u"approvals_needed"_s].toInt(), 2);
        QCOMPARE(approval[u"approved_by"_s].toArray().size(), 0);
        const Scopes scopes = Scope::ApprovalsRead | Scope::ApprovalsDecide;
        const QByteArray bob = keyOf(box, scopes, u"bob"_s);
        const QByteArray carol = keyOf(box, scopes, u"carol"_s);
        const QJsonObject decision = decisionOn(approval, true);
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", decision).status, 403); // who asked
        const JsonAnswer first = box.request("POST", "/api/v1/approvals/decision", decision, bob);
        QCOMPARE(first.status, 200);
        QVERIFY2(first.text(u"message"_s).contains(u"needs 1 more"_s), first.body.constData());
        const QByteArray path = "/api/v1/approvals/" + approval[u"approval_id"_s].toString().toLatin1();
        QCOMPARE(box.get(path).text(u"status"_s), u"pending"_s);
        QCOMPARE(box.get(path).at(u"approved_by"_s), QJsonArray{u"bob"_s});
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", decision, bob).status, 409);
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", decision, carol).status, 200);
        QCOMPARE(box.get(path).text(u"status"_s), u"approved"_s);
        QCOMPARE(box.get(path).at(u"approved_by"_s), (QJsonArray{u"bob"_s, u"carol"_s}));
    }

    void whatWasNotSeenIsNotDecided()
    {
        TestSignalbox box;
        QVERIFY_RESULT(box.core->policies().add({.position = 1,
                                                 .name = u"Files"_s,
                                                 .tool = u"write_file"_s,
                                                 .decision = PolicyDecision::Ask,
                                                 .deciders = {.needed = 2}},
                                                localOperator()));
        QVERIFY_RESULT(box.core->journal().commit());
        const QJsonObject approval = askedBy(box);
        const QByteArray bob = keyOf(box, Scope::ApprovalsRead | Scope::ApprovalsDecide, u"bob"_s);
        QJsonObject arguments = approval[u"arguments"_s].toObject();
        QJsonObject decision = decisionOn(approval, true);
        decision.insert(u"seen_action"_s, arguments);
        QJsonObject edited = decision;
        arguments.insert(u"content"_s, u"Ten days."_s);
        edited.insert(u"modified_action"_s, arguments);
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", edited).status, 200);
        const JsonAnswer refused = box.request("POST", "/api/v1/approvals/decision", decision, bob);
        QCOMPARE(refused.status, 409);
        QVERIFY2(refused.text(u"error"_s).contains(u"content is Ten days. now"_s), refused.body.constData());
        QCOMPARE(refused.at(u"edited_arguments"_s).toObject(), arguments);
        decision.insert(u"seen_action"_s, QString::fromUtf8(QJsonDocument(arguments).toJson()));
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", decision, bob).status, 200);
    }

    // What is no object was meant as something, so the proposal is not carried out in its place.
    void argumentsOfAnotherTypeDecideNothing()
    {
        TestSignalbox box;
        const QJsonObject approval = askedBy(box);
        const QJsonValue wrong[] = {QJsonArray{},
                                    QJsonArray{QJsonObject{{u"path"_s, u"safe.md"_s}}},
                                    0,
                                    5,
                                    true,
                                    false,
                                    u"   "_s,
                                    u"[]"_s,
                                    u"safe.md"_s};
        for (const QString &name : {u"modified_action"_s, u"seen_action"_s}) {
            for (const QJsonValue &value : wrong) {
                QJsonObject decision = decisionOn(approval, true);
                decision.insert(name, value);
                const JsonAnswer refused = box.request("POST", "/api/v1/approvals/decision", decision);
                QCOMPARE(refused.status, 400);
                QVERIFY2(refused.body.contains(name.toLatin1()), refused.body.constData());
            }
        }
        QCOMPARE(box.get("/api/v1/approvals?status=pending").at(u"total_count"_s).toInt(), 1);
        QJsonObject decision = decisionOn(approval, true);
        decision.insert(u"modified_action"_s, QJsonValue::Null);
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", decision).status, 200);
    }

    void rulesAreManaged()
    {
        TestSignalbox box;
        const QByteArray rules = "/api/v1/approvals/rules";
        const auto before = box.get(rules).at(u"total_count"_s).toInt();
        QVERIFY(before > 0);
        keyOf(box, Scope::ApprovalsDecide, u"bob"_s);
        keyOf(box, Scope::ApprovalsDecide, u"carol"_s);
        const QJsonObject rule{
            {u"name"_s, u"Files"_s},        {u"position"_s, 1},
            {u"tool"_s, u"write_file"_s},   {u"deciders"_s, QJsonArray{u"bob"_s, u"carol"_s}},
            {u"requester"_s, u"may-not"_s}, {u"approvals_needed"_s, 2}};
        const JsonAnswer added = box.request("POST", rules, rule);
        QCOMPARE(added.status, 201);
        QCOMPARE(box.get(rules).text(u"rules.0.rule_id"_s), added.text(u"rule_id"_s));
        QCOMPARE(box.get(rules).at(u"rules.0.deciders"_s), (QJsonArray{u"bob"_s, u"carol"_s}));
        QCOMPARE(askedBy(box)[u"approvals_needed"_s].toInt(), 2);
        QJsonObject changed = rule;
        changed.insert(u"approvals_needed"_s, 3); // more than there are
        const QByteArray one = rules + '/' + added.text(u"rule_id"_s).toLatin1();
        const JsonAnswer tooMany = box.request("PUT", one, changed);
        QCOMPARE(tooMany.status, 400);
        QVERIFY(tooMany.text(u"error"_s).startsWith(u"approvals_needed: more people"_s));
        changed.insert(u"approvals_needed"_s, 1);
        const JsonAnswer put = box.request("PUT", one, changed);
        QCOMPARE(put.status, 200);
        QCOMPARE(put.at(u"success"_s), QJsonValue(true));
        QJsonObject whole = put.json();
        whole.remove(u"success"_s);
        QCOMPARE(QJsonValue(whole), box.get(rules).at(u"rules.0"_s));
        QCOMPARE(box.get(rules).at(u"rules.0.approvals_needed"_s).toInt(), 1);
        // A place behind the last is the end, and what is refused has changed nothing.
        changed.insert(u"position"_s, 1000);
        QCOMPARE(box.request("PUT", one, changed).status, 200);
        const QString last = u"rules.%1."_s.arg(before);
        QCOMPARE(box.get(rules).text(last + u"rule_id"_s), added.text(u"rule_id"_s));
        changed.insert(u"deciders"_s, QJsonArray{u"nobody"_s});
        changed.insert(u"name"_s, u"Other"_s);
        QCOMPARE(box.request("PUT", one, changed).status, 400);
        QCOMPARE(box.get(rules).text(last + u"name"_s), u"Files"_s);
        const QByteArray ada = keyOf(box, scopesOf(AccessRole::Approver), u"ada"_s);
        QCOMPARE(box.request("POST", rules, rule, ada).status, 403);
        QCOMPARE(box.request("DELETE", one, QByteArray()).status, 200);
        QCOMPARE(box.request("DELETE", one, QByteArray()).status, 404);
        QCOMPARE(box.get(rules).at(u"total_count"_s).toInt(), before);
    }

    void theListIsPaged()
    {
        TestSignalbox box;
        for (int i = 0; i < 4; ++i) {
            box.core.model().callTool(u"write_file"_s, {{u"path"_s, u"a.md"_s}, {u"content"_s, u"b"_s}});
            box.request("POST", "/api/v1/tasks", {{u"query"_s, u"write"_s}});
        }
        const QByteArray list = "/api/v1/approvals?status=pending";
        QTRY_COMPARE(box.get(list).at(u"total_count"_s).toInt(), 4);
        const QJsonArray all = box.get(list).at(u"approvals"_s).toArray();
        const QByteArray ofOne = "&workflow_id=" + all[2].toObject()[u"workflow_id"_s].toString().toLatin1();
        for (const QByteArray &more : {""_ba, ofOne}) {
            const QJsonArray expected = more.isEmpty() ? all : QJsonArray{all[2]};
            for (int offset = 0; offset < 6; ++offset) {
                const QJsonArray page = box.get(list + more + "&limit=2&offset=" + QByteArray::number(offset))
                                            .at(u"approvals"_s)
                                            .toArray();
                QJsonArray wanted;
                for (qsizetype i = offset; i < std::min<qsizetype>(offset + 2, expected.size()); ++i)
                    wanted.append(expected[i]);
                QCOMPARE(page, wanted);
            }
        }
        QCOMPARE(box.get(list + "&offset=10001").status, 400);
        QCOMPARE(box.get(list + "&offset=-1").status, 400);
    }

    void anIdIsTakenWithoutItsPrefix()
    {
        TestSignalbox box;
        const QJsonObject approval = askedBy(box);
        const QString bare = approval[u"approval_id"_s].toString().section(u'-', 1);
        QCOMPARE(box.get("/api/v1/approvals/" + bare.toLatin1()).text(u"approval_id"_s),
                 approval[u"approval_id"_s].toString());
        QJsonObject decision = decisionOn(approval, true);
        decision.insert(u"approval_id"_s, bare);
        const JsonAnswer decided = box.request("POST", "/api/v1/approvals/decision", decision);
        QCOMPARE(decided.status, 200);
        QCOMPARE(decided.text(u"approval_id"_s), approval[u"approval_id"_s].toString());
    }
};

SIGNALBOX_TEST(TestShannonApprovals)
#include "tst_shannonapprovals.moc"
