// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"
#include "core/policy/deciders.h"

#include <QList>

#include <optional>

namespace core {

// What policy says of an action: do it, wait for a person, or never.
enum class PolicyDecision { Allow, Ask, Deny };
// How much harm a wrong action could do; approvals are sorted by it.
enum class Risk { Low, Medium, High };

template<>
struct Words<PolicyDecision>
{
    static constexpr std::pair<PolicyDecision, const char *> table[] = {
        {PolicyDecision::Allow, "allow"}, {PolicyDecision::Ask, "ask"}, {PolicyDecision::Deny, "deny"}};
};

template<>
struct Words<Risk>
{
    static constexpr std::pair<Risk, const char *> table[] = {
        {Risk::Low, "low"}, {Risk::Medium, "medium"}, {Risk::High, "high"}};
};

// What an action is one of, beyond names that anybody may give: whose cluster its agent is in (both empty for
// the default agent, which is in none), and the declaration of its tool, as a hash (empty for built-in ones).
struct PolicyTarget
{
    QString cluster = {};
    QString owner = {};
    QString definition = {};

    friend bool operator==(const PolicyTarget &, const PolicyTarget &) = default;
};

// One line of the policy: a row of the table `policy_rule`. An empty field stands for "any".
struct PolicyRule
{
    RuleId id = {};
    int position = 0;       // the order in which rules are tried, from 1
    QString name = {};      // for people: "Refunds over 50 EUR"
    QString tool = {};      // a name, a glob such as "refund_*", or "effect:write"
    QString agent = {};     // a name or a glob
    QString cluster = {};   // a name or a glob
    QString condition = {}; // on the arguments: amount > 50 and currency == "EUR"
    PolicyDecision decision = PolicyDecision::Ask;
    Risk risk = Risk::Medium;
    QString reason = {};    // what the person who decides, or the agent that is refused, reads
    Deciders deciders = {}; // of a rule that asks
    QString createdBy = {};
    Timestamp createdAt = {};
    // Of a rule that allows by name: what had the name when the rule was made. It allows nothing else that
    // is called so later. Not set: nobody has looked yet, and the names alone count.
    std::optional<QList<PolicyTarget>> boundTo = {};
};

} // namespace core
