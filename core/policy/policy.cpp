// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/policy.h"

#include "core/policy/glob.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QLatin1StringView effectPrefix = "effect:"_L1;
constexpr qsizetype longestField = 200;
constexpr qsizetype longestReason = 1'000;
constexpr int mostDeciders = 20;

bool matchesName(const QString &pattern, const QString &name)
{
    return pattern.isEmpty() || matchesGlob(name, pattern);
}

bool matchesTool(const QString &pattern, const PolicyQuestion &question)
{
    if (pattern.startsWith(effectPrefix))
        return QStringView(pattern).sliced(effectPrefix.size()) == toWord(question.effect);
    return matchesName(pattern, question.tool);
}

bool concerns(const PolicyRule &rule, const PolicyQuestion &question)
{
    return matchesTool(rule.tool, question) && matchesName(rule.agent, question.agent) &&
           matchesName(rule.cluster, question.cluster);
}

bool isNamed(const QString &pattern)
{
    return std::ranges::any_of(pattern, [](QChar c) { return c != u'*'; });
}

// Names are anybody's to give, so what is allowed by one is allowed to who had it then. What is denied by
// one, or asks, is so for all.
bool isMeant(const PolicyRule &rule, const PolicyQuestion &question)
{
    if (rule.decision != PolicyDecision::Allow || !rule.boundTo)
        return true;
    const bool isToolNamed = isNamed(rule.tool) && !rule.tool.startsWith(effectPrefix);
    const bool isDeclaredByName = isToolNamed && !question.definition.isEmpty();
    if (!isDeclaredByName && !isNamed(rule.agent) && !isNamed(rule.cluster))
        return true;
    return std::ranges::any_of(*rule.boundTo, [&](const PolicyTarget &target) {
        return target.cluster == question.cluster && target.owner == question.owner &&
               (!isDeclaredByName || target.definition == question.definition);
    });
}

Ruling rulingOf(const PolicyRule &rule)
{
    return {.decision = rule.decision,
            .risk = rule.risk,
            .reason = rule.reason.isEmpty() ? rule.name : rule.reason,
            .deciders = rule.deciders,
            .rule = rule.id,
            .ruleName = rule.name};
}

Result<void> checkLength(const QString &field, const QString &text, qsizetype limit)
{
    if (text.size() > limit)
        return invalid(field, u"%1: must be at most %2 characters"_s.arg(field).arg(limit));
    const bool printable = std::ranges::all_of(text, [](QChar c) { return c.isPrint(); });
    if (!printable)
        return invalid(field, u"%1: must be one line of printable characters"_s.arg(field));
    return {};
}

Result<void> checkDeciders(const Deciders &deciders)
{
    if (deciders.needed < 1 || deciders.needed > mostDeciders)
        return invalid(u"approvals_needed"_s, u"approvals_needed: must be between 1 and %1 people"_s.arg(mostDeciders));
    if (deciders.users.size() > mostDeciders)
        return invalid(u"deciders"_s, u"deciders: names at most %1 people"_s.arg(mostDeciders));
    for (const QString &user : deciders.users) {
        TRY(checkLength(u"deciders"_s, user, longestField));
        if (user.trimmed().isEmpty() || user.contains(u','))
            return invalid(u"deciders"_s, u"deciders: “%1” is no user"_s.arg(user));
    }
    const bool named = !deciders.users.isEmpty() && !deciders.users.contains(administratorsDecide) &&
                       !deciders.users.contains(approversDecide);
    if (named && deciders.users.size() < deciders.needed)
        return invalid(u"approvals_needed"_s, u"approvals_needed: more people must approve than are named"_s);
    return {};
}

} // namespace

Policy::Policy(const QList<PolicyRule> &rules)
{
    for (const PolicyRule &rule : rules) {
        Result<Condition> condition = Condition::parse(rule.condition);
        m_lines.push_back({.rule = rule, .condition = condition ? std::optional(*condition) : std::nullopt});
    }
}

Ruling Policy::evaluate(const PolicyQuestion &question) const
{
    for (const auto &[rule, condition] : m_lines) {
        const bool isAllowed = rule.decision == PolicyDecision::Allow;
        if (!concerns(rule, question) || !isMeant(rule, question) || (isAllowed && question.needsPerson))
            continue;
        const Truth truth = condition ? condition->evaluate(question.arguments) : Truth::Unsure;
        if (truth == Truth::Yes)
            return rulingOf(rule);
        if (truth == Truth::Unsure && rule.decision != PolicyDecision::Allow) {
            Ruling ruling = rulingOf(rule);
            ruling.decision = PolicyDecision::Ask;
            ruling.reason =
                u"The rule “%1” could not be checked against these arguments, so a person decides."_s.arg(
                    rule.name);
            return ruling;
        }
    }
    return {.decision = PolicyDecision::Ask, .risk = Risk::High, .reason = u"No rule covers this action."_s};
}

QList<PolicyRule> Policy::rules() const
{
    QList<PolicyRule> rules;
    for (const Line &line : m_lines)
        rules += line.rule;
    return rules;
}

bool allowsByName(const PolicyRule &rule)
{
    const bool isToolNamed = isNamed(rule.tool) && !rule.tool.startsWith(effectPrefix);
    return rule.decision == PolicyDecision::Allow &&
           (isToolNamed || isNamed(rule.agent) || isNamed(rule.cluster));
}

QList<PolicyTarget> targetsOf(const PolicyRule &rule, const QList<PolicyQuestion> &actions)
{
    QList<PolicyTarget> targets;
    for (const PolicyQuestion &action : actions) {
        const PolicyTarget target{
            .cluster = action.cluster, .owner = action.owner, .definition = action.definition};
        if (concerns(rule, action) && !targets.contains(target))
            targets.append(target);
    }
    return targets;
}

Result<void> checkRule(const PolicyRule &rule)
{
    if (rule.name.trimmed().isEmpty())
        return invalid(u"name"_s, u"name: is required"_s);
    TRY(checkLength(u"name"_s, rule.name, longestField));
    TRY(checkLength(u"tool"_s, rule.tool, longestField));
    TRY(checkLength(u"agent"_s, rule.agent, longestField));
    TRY(checkLength(u"cluster"_s, rule.cluster, longestField));
    TRY(checkLength(u"reason"_s, rule.reason, longestReason));
    if (rule.tool.startsWith(effectPrefix) &&
        !fromWord<Effect>(QStringView(rule.tool).sliced(effectPrefix.size())))
        return invalid(u"tool"_s, u"tool: “effect:” must be followed by read, write, send or run"_s);
    TRY(Condition::parse(rule.condition));
    return checkDeciders(rule.deciders);
}

} // namespace core
