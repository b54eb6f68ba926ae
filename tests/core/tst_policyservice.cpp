// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/policyservice.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

const Principal boss = localOperator();
const Principal visitor{.user = u"visitor"_s, .scopes = Scope::TasksRead};

QStringList namesOf(const QList<PolicyRule> &rules)
{
    QStringList names;
    for (qsizetype i = 0; i < rules.size(); ++i)
        names += rules[i].position == i + 1 ? rules[i].name : u"wrong position of "_s + rules[i].name;
    return names;
}

PolicyRule named(const QString &name, int position = 0)
{
    return {.position = position, .name = name, .tool = u"some_tool"_s};
}

} // namespace

class TestPolicyService : public QObject
{
    Q_OBJECT

private slots:
    void aRuleIsChangedInItsPlace()
    {
        TestStore test;
        PolicyStore store(test.database());
        PolicyService service(test.journal(), store, DeciderNames(test.database()));
        QVERIFY_RESULT(service.open());
        PolicyRule rule = service.rules()[2];
        rule.name = u"Writing is refused"_s;
        rule.decision = PolicyDecision::Deny;
        QVERIFY_RESULT(service.change(rule, boss));
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(service.rules()[2].name, u"Writing is refused"_s);
        QCOMPARE(service.rules()[2].createdBy, u"signalbox"_s);
        QCOMPARE(int(service.evaluate({.tool = u"write_file"_s, .effect = Effect::Write}).decision),
                 int(PolicyDecision::Deny));
        rule.condition = u"amount >"_s;
        QCOMPARE(service.change(rule, boss).error().field, u"condition"_s);
        rule.condition.clear();
        QCOMPARE(service.change(rule, visitor).error().code, ErrorCode::Forbidden);
        rule.id = {u"rule-none"_s};
        QCOMPARE(service.change(rule, boss).error().code, ErrorCode::NotFound);
    }

    void theDefaultsAreSeededOnce()
    {
        TestStore test;
        PolicyStore store(test.database());
        PolicyService service(test.journal(), store, DeciderNames(test.database()));
        QVERIFY_RESULT(service.open());
        QCOMPARE(service.rules().size(), 5);
        const auto decide = [&service](const QString &tool, Effect effect) {
            const Ruling ruling = service.evaluate({.tool = tool, .effect = effect});
            return QString(toWord(ruling.decision) + u' ' + toWord(ruling.risk));
        };
        QCOMPARE(decide(u"read_file"_s, Effect::Read), u"allow low"_s);
        QCOMPARE(decide(u"write_file"_s, Effect::Write), u"ask medium"_s);
        QCOMPARE(decide(u"mail"_s, Effect::Send), u"ask high"_s);
        QCOMPARE(decide(u"bash"_s, Effect::Run), u"ask high"_s);
        QCOMPARE(decide(u"remember"_s, Effect::Write), u"allow low"_s);

        QVERIFY_RESULT(service.remove(service.rules().first().id, boss));
        QVERIFY_RESULT(test.journal().commit());
        PolicyService again(test.journal(), store, DeciderNames(test.database()));
        QVERIFY_RESULT(again.open());
        QCOMPARE(again.rules().size(), 4);
    }

    void rulesAreAddedMovedAndRemovedInOrder()
    {
        TestStore test;
        PolicyStore store(test.database());
        PolicyService service(test.journal(), store, DeciderNames(test.database()));
        QVERIFY_RESULT(service.open());
        for (const PolicyRule &rule : service.rules())
            QVERIFY_RESULT(service.remove(rule.id, boss));
        QVERIFY_RESULT(service.add(named(u"one"_s), boss));
        QVERIFY_RESULT(service.add(named(u"three"_s), boss));
        QVERIFY_RESULT(service.add(named(u"two"_s, 2), boss));
        QVERIFY_RESULT(service.add(named(u"four"_s, 99), boss));
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(namesOf(service.rules()), QStringList({u"one"_s, u"two"_s, u"three"_s, u"four"_s}));

        QVERIFY_RESULT(service.move(service.rules()[3].id, 1, boss));
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(namesOf(service.rules()), QStringList({u"four"_s, u"one"_s, u"two"_s, u"three"_s}));
        QVERIFY_RESULT(service.remove(service.rules()[1].id, boss));
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(namesOf(service.rules()), QStringList({u"four"_s, u"two"_s, u"three"_s}));
        QCOMPARE(service.rules().first().createdBy, u"operator"_s);
        QCOMPARE(service.rules().first().createdAt, test.clock.now());

        QCOMPARE(service.move(service.rules()[0].id, 4, boss).error().field, u"position"_s);
        QCOMPARE(service.move({u"rule-unknown"_s}, 1, boss).error().code, ErrorCode::NotFound);
        QCOMPARE(service.remove({u"rule-unknown"_s}, boss).error().code, ErrorCode::NotFound);
        QCOMPARE(service.add(PolicyRule{.tool = u"x"_s}, boss).error().field, u"name"_s);
    }

    void aChangeCountsOnlyOnceItIsCommitted()
    {
        TestStore test;
        PolicyStore store(test.database());
        PolicyService service(test.journal(), store, DeciderNames(test.database()));
        QVERIFY_RESULT(service.open());
        QSignalSpy changed(&service, &PolicyService::changed);
        PolicyRule allow{.position = 1, .name = u"all"_s, .tool = u"*"_s, .decision = PolicyDecision::Allow};
        QVERIFY_RESULT(service.add(allow, boss));
        const PolicyQuestion question{.tool = u"bash"_s, .effect = Effect::Run};
        QCOMPARE(service.evaluate(question).decision, PolicyDecision::Ask);
        QCOMPARE(changed.count(), 0);
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(service.evaluate(question).decision, PolicyDecision::Allow);
    }

    void everyChangeIsAnnounced()
    {
        TestStore test;
        PolicyStore store(test.database());
        PolicyService service(test.journal(), store, DeciderNames(test.database()));
        QVERIFY_RESULT(service.open());
        QList<Event> events;
        connect(&test.journal(), &Journal::committed, this,
                [&events](const QList<Event> &batch) { events += batch; });
        const auto added = service.add(named(u"mine"_s), boss);
        QVERIFY_RESULT(added);
        QVERIFY_RESULT(service.move(added->id, 1, boss));
        QVERIFY_RESULT(service.remove(added->id, boss));
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(events.size(), 3);
        QStringList changes;
        for (const Event &event : events) {
            QCOMPARE(event.type, EventType::PolicyChanged);
            QCOMPARE(event.subject, added->id.value);
            QCOMPARE(event.actor, u"operator"_s);
            changes += event.payload[u"change"].toString();
        }
        QCOMPARE(changes, QStringList({u"added"_s, u"moved"_s, u"removed"_s}));
    }

    // What is refused has changed nothing, and a place behind the last is the end.
    void aRuleIsChangedAndMovedAtOnce()
    {
        TestStore test;
        PolicyStore store(test.database());
        PolicyService service(test.journal(), store, DeciderNames(test.database()));
        QVERIFY_RESULT(service.open());
        PolicyRule rule = service.rules()[1];
        rule.name = u"Last"_s;
        QVERIFY_RESULT(service.change(rule, boss, 1000));
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(service.rules().last().name, u"Last"_s);
        QCOMPARE(service.rules().last().position, 5);
        rule.name = u"Second"_s;
        QVERIFY_RESULT(service.change(rule, boss, 2));
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(service.rules()[1].name, u"Second"_s);
        rule.name = u"Nobody's"_s;
        rule.deciders.users = {u"nobody"_s};
        QCOMPARE(service.change(rule, boss, 4).error().field, u"deciders"_s);
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(service.rules()[1].name, u"Second"_s);
    }

    // A rule says of great numbers what they are.
    void numbersStayExactInLimits()
    {
        TestStore test;
        PolicyStore store(test.database());
        PolicyService service(test.journal(), store, DeciderNames(test.database()));
        QVERIFY_RESULT(service.open());
        QJsonObject call{{u"amount"_s, 100000}, {u"order"_s, qint64(9007199254740993)}, {u"rate"_s, 1e300}};
        const auto rule =
            service.allowWithin({.tool = u"refund"_s, .bounds = PolicyService::boundsOf(call)}, boss);
        QVERIFY_RESULT(rule);
        QCOMPARE(rule->condition, u"amount >= 0 and amount <= 100000 and order >= 0 and "
                                  "order <= 9007199254740993 and rate >= 0 and rate <= 1e+300"_s);
        QVERIFY_RESULT(test.journal().commit());
        const auto ruling = [&] {
            return service.evaluate({.tool = u"refund"_s, .arguments = call}).ruleName;
        };
        // The rules by effect come first, so it is this one that must match.
        QVERIFY_RESULT(service.move(rule->id, 1, boss));
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(ruling(), rule->name);
        call[u"order"_s] = qint64(9007199254740994);
        QVERIFY(ruling() != rule->name);
        const QList<Bound> upsideDown{
            {.path = {u"a"_s}, .atLeast = qint64(9007199254740993), .atMost = qint64(9007199254740992)}};
        QCOMPARE(service.allowWithin({.tool = u"x"_s, .bounds = upsideDown}, boss).error().field,
                 u"bounds"_s);
    }

    void onlyAnAdministratorChangesThePolicy()
    {
        TestStore test;
        PolicyStore store(test.database());
        PolicyService service(test.journal(), store, DeciderNames(test.database()));
        QVERIFY_RESULT(service.open());
        const RuleId first = service.rules().first().id;
        QCOMPARE(service.add(named(u"x"_s), visitor).error().code, ErrorCode::Forbidden);
        QCOMPARE(service.remove(first, visitor).error().code, ErrorCode::Forbidden);
        QCOMPARE(service.move(first, 2, visitor).error().code, ErrorCode::Forbidden);
        QCOMPARE(service.allowWithin({.tool = u"x"_s}, visitor).error().code, ErrorCode::Forbidden);
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(service.rules().size(), 5);
    }

    void alwaysAllowWithinLimits()
    {
        TestStore test;
        PolicyStore store(test.database());
        PolicyService service(test.journal(), store, DeciderNames(test.database()));
        QVERIFY_RESULT(service.open());
        PolicyRule deny{.position = 1,
                        .name = u"no dollars"_s,
                        .tool = u"refund"_s,
                        .condition = u"currency == \"USD\""_s,
                        .decision = PolicyDecision::Deny};
        QVERIFY_RESULT(service.add(deny, boss));
        QVERIFY_RESULT(test.journal().commit());
        const auto question = [](const QJsonObject &arguments, const QString &agent = u"helper"_s) {
            return PolicyQuestion{
                .tool = u"refund"_s, .effect = Effect::Send, .agent = agent, .arguments = arguments};
        };
        const QJsonObject approved{
            {u"amount"_s, 60}, {u"currency"_s, u"EUR"_s}, {u"fee"_s, QJsonObject{{u"in per cent"_s, -2.5}}}};
        const Ruling asked = service.evaluate(question(approved));
        QCOMPARE(asked.decision, PolicyDecision::Ask);

        const auto rule = service.allowWithin({.tool = u"refund"_s,
                                               .agent = u"helper"_s,
                                               .bounds = PolicyService::boundsOf(approved),
                                               .before = asked.rule},
                                              boss);
        QVERIFY_RESULT(rule);
        QCOMPARE(
            rule->condition,
            u"amount >= 0 and amount <= 60 and fee[\"in per cent\"] >= -2.5 and fee[\"in per cent\"] <= 0"_s);
        QVERIFY_RESULT(test.journal().commit());

        QCOMPARE(service.evaluate(question(approved)).decision, PolicyDecision::Allow);
        QCOMPARE(service.evaluate(question(approved, u"other"_s)).decision, PolicyDecision::Ask);
        QJsonObject changed = approved;
        changed[u"amount"_s] = 60.01;
        QCOMPARE(service.evaluate(question(changed)).decision, PolicyDecision::Ask);
        changed[u"amount"_s] = -1;
        QCOMPARE(service.evaluate(question(changed)).decision, PolicyDecision::Ask);
        changed.remove(u"amount"_s);
        QCOMPARE(service.evaluate(question(changed)).decision, PolicyDecision::Ask);
        changed = approved;
        changed[u"currency"_s] = u"USD"_s;
        QCOMPARE(service.evaluate(question(changed)).decision, PolicyDecision::Deny);

        QCOMPARE(service.allowWithin({.tool = u"*"_s}, boss).error().field, u"tool"_s);
        QCOMPARE(service.allowWithin({.tool = u"effect:run"_s}, boss).error().field, u"tool"_s);
        QCOMPARE(service.allowWithin({.tool = u"x"_s, .before = {u"gone"_s}}, boss).error().code,
                 ErrorCode::NotFound);
    }

    // A name is anybody's to give.
    void whatIsAllowedByNameStaysAllowedToWhoHadIt()
    {
        TestStore test;
        PolicyStore store(test.database());
        PolicyService service(test.journal(), store, DeciderNames(test.database()));
        QVERIFY_RESULT(service.open());
        PolicyQuestion pay{.tool = u"pay"_s,
                           .effect = Effect::Send,
                           .agent = u"biller"_s,
                           .cluster = u"billing"_s,
                           .owner = u"ada"_s,
                           .definition = u"d1"_s};
        PolicyQuestion write{.tool = u"write_file"_s,
                             .effect = Effect::Write,
                             .agent = u"biller"_s,
                             .cluster = u"billing"_s,
                             .owner = u"ada"_s};
        const PolicyQuestion remember{.tool = u"remember"_s, .effect = Effect::Write};
        QVERIFY_RESULT(service.bindTo([=] { return QList<PolicyQuestion>{pay, write, remember}; }));
        const auto allow = [&](const QString &tool, const QString &agent, const QString &cluster) {
            return service.add({.position = 1,
                                .name = u"x"_s,
                                .tool = tool,
                                .agent = agent,
                                .cluster = cluster,
                                .decision = PolicyDecision::Allow},
                               boss);
        };
        const auto decide = [&](PolicyQuestion question) { return service.evaluate(question).decision; };
        QVERIFY_RESULT(allow(u"p?y"_s, {}, {}));
        QVERIFY_RESULT(allow(u"write_file"_s, u"biller"_s, u"bill*"_s));
        QVERIFY_RESULT(test.journal().commit());
        QCOMPARE(decide(pay), PolicyDecision::Allow);
        QCOMPARE(decide(write), PolicyDecision::Allow);
        QCOMPARE(decide(remember), PolicyDecision::Allow);
        PolicyService again(test.journal(), store, DeciderNames(test.database())); // it is kept
        QVERIFY_RESULT(again.open());
        for (PolicyQuestion other : {pay, write}) {
            other.owner = u"eve"_s;
            QCOMPARE(decide(other), PolicyDecision::Ask);
            QCOMPARE(again.evaluate(other).decision, PolicyDecision::Ask);
        }
        pay.definition = u"d2"_s;
        QCOMPARE(decide(pay), PolicyDecision::Ask);
        pay.tool = u"remember"_s; // the default rule is of the built-in one
        QCOMPARE(decide(pay), PolicyDecision::Ask);
        QCOMPARE(allow(u"nothing"_s, {}, {}).error().field, u"tool"_s);
        QCOMPARE(allow(u"pay"_s, u"other"_s, {}).error().field, u"tool"_s);
        QVERIFY_RESULT(allow(u"effect:send"_s, {}, {}));
    }

    void wordsThatAreUnknownLetNothingPass()
    {
        TestStore test;
        PolicyStore store(test.database());
        QVERIFY_RESULT(test.journal().record([](Transaction &transaction) -> Result<void> {
            TRY(transaction.database.run("INSERT INTO policy_rule (id, position, name, tool, agent, cluster, "
                                         "condition, decision, risk, reason, created_by, created_at) VALUES "
                                         "('r', 1, 'x', '*', '', '', '', "
                                         "'permit', 'tiny', '', '', 0)"_L1));
            return {};
        }));
        QVERIFY_RESULT(test.journal().commit());
        PolicyService service(test.journal(), store, DeciderNames(test.database()));
        QVERIFY_RESULT(service.open());
        const Ruling ruling = service.evaluate({.tool = u"a"_s, .effect = Effect::Read});
        QCOMPARE(ruling.decision, PolicyDecision::Ask);
        QCOMPARE(ruling.risk, Risk::High);
    }
};

SIGNALBOX_TEST(TestPolicyService)
#include "tst_policyservice.moc"
