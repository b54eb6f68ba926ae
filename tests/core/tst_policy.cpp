// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/condition.h"
#include "core/policy/glob.h"
#include "core/policy/policy.h"
#include "tests/support/testsuite.h"

#include <QJsonArray>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

const QJsonObject order{{u"amount"_s, 60},
                        {u"currency"_s, u"EUR"_s},
                        {u"path"_s, u"reports/q3.md"_s},
                        {u"id"_s, qint64(9007199254740993)},
                        {u"urgent"_s, true},
                        {u"nothing"_s, QJsonValue::Null},
                        {u"to"_s, QJsonArray{u"a@x.org"_s, u"b@x.org"_s}},
                        {u"order"_s, QJsonObject{{u"total"_s, 10.5}, {u"odd name"_s, 1}}},
                        {u"items"_s, QJsonArray{QJsonObject{{u"price"_s, 3}}}}};

PolicyRule ruleFor(const QString &tool, PolicyDecision decision, const QString &condition = {})
{
    return {.id = {tool + condition},
            .name = u"Rule of "_s + tool,
            .tool = tool,
            .condition = condition,
            .decision = decision,
            .risk = Risk::Medium};
}

} // namespace

class TestPolicy : public QObject
{
    Q_OBJECT

private slots:
    void globs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("fits");
        QTest::newRow("same") << u"write_file"_s << u"write_file"_s << true;
        QTest::newRow("case") << u"Write_file"_s << u"write_file"_s << false;
        QTest::newRow("star") << u"refund_order"_s << u"refund_*"_s << true;
        QTest::newRow("middle") << u"a-b-c-d"_s << u"a*c*d"_s << true;
        QTest::newRow("question") << u"a1"_s << u"a?"_s << true;
        QTest::newRow("too short") << u"a"_s << u"a?"_s << false;
        QTest::newRow("part") << u"write_file_now"_s << u"write_file"_s << false;
        QTest::newRow("empty text") << QString() << u"*"_s << true;
        QTest::newRow("no regular expression") << u"axb"_s << u"a.b"_s << false;
    }

    void globs()
    {
        QFETCH(QString, text);
        QFETCH(QString, pattern);
        QFETCH(bool, fits);
        QCOMPARE(matchesGlob(text, pattern), fits);
    }

    void aHostileGlobStaysCheap()
    {
        const QString text = QString(2'000, u'a');
        const QString pattern = u"*a"_s.repeated(200) + u"b"_s;
        QVERIFY(!matchesGlob(text, pattern));
    }

    void conditions_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("expected");
        const auto row = [](const char *text, Truth truth) {
            QTest::newRow(text) << QString::fromUtf8(text) << int(truth);
        };
        row("", Truth::Yes);
        row("amount > 50", Truth::Yes);
        row("amount>60", Truth::No);
        row("amount >= 60", Truth::Yes);
        row("amount < -1", Truth::No);
        row("amount <= 60.0", Truth::Yes);
        row("amount == 60", Truth::Yes);
        row("amount != 60", Truth::No);
        row("order.total >= 10.5", Truth::Yes);
        row("order[\"odd name\"] == 1", Truth::Yes);
        row("items[0].price < 4", Truth::Yes);
        row("items[1].price < 4", Truth::Missing);
        row("path starts_with \"reports/\"", Truth::Yes);
        row("path ends_with \".txt\"", Truth::No);
        row("path matches \"reports/*.md\"", Truth::Yes);
        row("path contains \"q3\"", Truth::Yes);
        row("to contains \"b@x.org\"", Truth::Yes);
        row("to contains \"x.org\"", Truth::No);
        row("currency == \"EUR\"", Truth::Yes);
        row("currency == \"eur\"", Truth::No);
        row("urgent == true", Truth::Yes);
        row("urgent != false", Truth::Yes);
        row("amount exists and currency exists", Truth::Yes);
        row("nothing exists", Truth::No);
        row("missing exists", Truth::No);
        row("not missing exists", Truth::Yes);
        row("id == 9007199254740993", Truth::Yes);
        row("id == 9007199254740992", Truth::No);
        row("id > 9007199254740992", Truth::Yes);
        row("id < 9007199254740994 and id <= 9007199254740993", Truth::Yes);
        row("id > 1e3", Truth::Yes);
        row("amount < 1e+05", Truth::Yes);
        row("amount>6e-1", Truth::Yes);
        row("missing > 50", Truth::Missing);
        row("nothing == 5", Truth::Missing);
        row("not missing > 50", Truth::Unsure);
        row("missing > 50 or amount > 50", Truth::Yes);
        row("missing > 50 and amount > 50", Truth::Missing);
        row("currency > 5", Truth::Unsure);
        row("amount == \"60\"", Truth::Unsure);
        row("not currency > 5", Truth::Unsure);
        row("currency > 5 and amount > 100", Truth::No);
        row("amount > 100 or amount < 70 and currency == \"EUR\"", Truth::Yes);
        row("(amount > 100 or amount < 70) and not (currency == \"EUR\")", Truth::No);
        row("not not amount > 50", Truth::Yes);
    }

    void conditions()
    {
        QFETCH(QString, text);
        QFETCH(int, expected);
        const auto condition = Condition::parse(text);
        QVERIFY2(condition, condition ? "" : qPrintable(condition.error().text));
        QCOMPARE(int(condition->evaluate(order)), expected);
    }

    void brokenConditionsSayWhere_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part");
        const auto row = [](const char *text, const char *part) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(part);
        };
        row("amount > 18446744073709551615", "cannot be kept exactly");
        row("amount", "character 7, not the end");
        row("amount >", "a number is expected at character 9");
        row("amount > \"50\"", "a number is expected");
        row("amount > 50 and", "the name of an argument");
        row("amount > 50 currency == 1", "character 13");
        row("path starts_with 5", "a text in quotes");
        row("path == \"x", "no closing quote at character 9");
        row("(amount > 50", "“)” is expected");
        row("amount ; 5", "“;” is not expected at character 8");
        row("amount > 50x", "“50x” is not a number");
        row("amount = 5", "“=” is not expected");
        row("a[-1] == 1", "a number or a name in quotes");
        row("and > 1", "the name of an argument");
        row("amount > 1e999", "is not a number");
    }

    void brokenConditionsSayWhere()
    {
        QFETCH(QString, text);
        QFETCH(QString, part);
        const auto condition = Condition::parse(text);
        QVERIFY(!condition);
        QCOMPARE(condition.error().field, u"condition"_s);
        QVERIFY2(condition.error().text.contains(part), qPrintable(condition.error().text));
    }

    void conditionsHaveLimits()
    {
        QVERIFY(!Condition::parse(u"not "_s.repeated(40) + u"a exists"_s));
        QVERIFY(!Condition::parse(u"("_s.repeated(400) + u"a exists"_s + u")"_s.repeated(400)));
        QVERIFY(!Condition::parse(u"a exists or "_s.repeated(400) + u"a exists"_s));
        QVERIFY(!Condition::parse(u"a"_s + u".b"_s.repeated(40) + u" exists"_s));
    }

    void quotedPathsAndTextsAreReadBack()
    {
        const QString strange = u"a \"b\\ c"_s;
        const QString text =
            pathForCondition({strange, u"and"_s, u"plain"_s}) + u" == "_s + quotedForCondition(strange);
        const auto condition = Condition::parse(text);
        QVERIFY2(condition, qPrintable(text));
        const QJsonObject arguments{{strange, QJsonObject{{u"and"_s, QJsonObject{{u"plain"_s, strange}}}}}};
        QCOMPARE(condition->evaluate(arguments), Truth::Yes);
        QCOMPARE(pathForCondition({u"order"_s, u"total"_s}), u"order.total"_s);
    }

    void theFirstMatchingRuleWins()
    {
        const Policy policy({ruleFor(u"refund_*"_s, PolicyDecision::Deny, u"amount > 100"_s),
                             ruleFor(u"refund_order"_s, PolicyDecision::Ask, u"amount > 50"_s),
                             ruleFor(u"refund_order"_s, PolicyDecision::Allow)});
        const auto decide = [&policy](double amount) {
            return policy.evaluate({.tool = u"refund_order"_s, .arguments = {{u"amount"_s, amount}}})
                .decision;
        };
        QCOMPARE(decide(120), PolicyDecision::Deny);
        QCOMPARE(decide(60), PolicyDecision::Ask);
        QCOMPARE(decide(20), PolicyDecision::Allow);
    }

    void nothingMatchedAsks()
    {
        const Ruling ruling = Policy().evaluate({.tool = u"anything"_s, .effect = Effect::Read});
        QCOMPARE(ruling.decision, PolicyDecision::Ask);
        QCOMPARE(ruling.risk, Risk::High);
        QVERIFY(ruling.rule.isEmpty());
        QVERIFY(!ruling.reason.isEmpty());
    }

    void effectsAgentsAndClustersNarrow()
    {
        PolicyRule rule = ruleFor(u"effect:write"_s, PolicyDecision::Allow);
        rule.agent = u"writer-*"_s;
        rule.cluster = u"research"_s;
        const Policy policy({rule});
        const PolicyQuestion fits{.tool = u"write_file"_s,
                                  .effect = Effect::Write,
                                  .agent = u"writer-1"_s,
                                  .cluster = u"research"_s};
        QCOMPARE(policy.evaluate(fits).decision, PolicyDecision::Allow);
        PolicyQuestion other = fits;
        other.effect = Effect::Send;
        QCOMPARE(policy.evaluate(other).decision, PolicyDecision::Ask);
        other = fits;
        other.agent = u"reader"_s;
        QCOMPARE(policy.evaluate(other).decision, PolicyDecision::Ask);
        other = fits;
        other.cluster = QString();
        QCOMPARE(policy.evaluate(other).decision, PolicyDecision::Ask);
    }

    // The table of what doubt does: an unreadable condition and one that compares with another type.
    void doubtErrsOnTheSafeSide_data()
    {
        QTest::addColumn<int>("decision");
        QTest::addColumn<QString>("condition");
        QTest::addColumn<int>("expected");
        using enum PolicyDecision;
        for (const QString &condition : {u"amount >"_s, u"currency > 5"_s, u"not (missing == 1)"_s}) {
            QTest::addRow("allow %s", qPrintable(condition)) << int(Allow) << condition << int(Deny);
            QTest::addRow("ask %s", qPrintable(condition)) << int(Ask) << condition << int(Ask);
            QTest::addRow("deny %s", qPrintable(condition)) << int(Deny) << condition << int(Ask);
        }
        QTest::newRow("missing allow") << int(Allow) << u"missing > 5"_s << int(Deny);
        QTest::newRow("missing ask") << int(Ask) << u"missing > 5"_s << int(Deny);
        QTest::newRow("missing deny") << int(Deny) << u"missing > 5"_s << int(Deny);
    }

    void doubtErrsOnTheSafeSide()
    {
        QFETCH(int, decision);
        QFETCH(QString, condition);
        QFETCH(int, expected);
        // The second rule shows that the first did not match.
        const Policy policy(
            {ruleFor(u"t"_s, PolicyDecision(decision), condition), ruleFor(u"t"_s, PolicyDecision::Deny)});
        QCOMPARE(int(policy.evaluate({.tool = u"t"_s, .arguments = order}).decision), expected);
    }

    void unusableRulesAreRefused()
    {
        const auto refusedField = [](const PolicyRule &rule) {
            const auto checked = checkRule(rule);
            return checked ? QString() : checked.error().field;
        };
        QCOMPARE(refusedField(ruleFor(u"x"_s, PolicyDecision::Ask)), QString());
        QCOMPARE(refusedField(ruleFor(u"effect:write"_s, PolicyDecision::Ask)), QString());
        QCOMPARE(refusedField(ruleFor(u"effect:fly"_s, PolicyDecision::Ask)), u"tool"_s);
        QCOMPARE(refusedField(ruleFor(u"x"_s, PolicyDecision::Ask, u"amount >"_s)), u"condition"_s);
        QCOMPARE(refusedField(PolicyRule{.tool = u"x"_s}), u"name"_s);
        QCOMPARE(refusedField(ruleFor(QString(300, u'x'), PolicyDecision::Ask)), u"name"_s);
        PolicyRule twoLines = ruleFor(u"x"_s, PolicyDecision::Ask);
        twoLines.agent = u"a\nb"_s;
        QCOMPARE(refusedField(twoLines), u"agent"_s);
    }
};

SIGNALBOX_TEST(TestPolicy)
#include "tst_policy.moc"
