// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/policy/condition.h"
#include "core/policy/policyrule.h"
#include "core/tool/tool.h"

#include <QJsonObject>
#include <QList>

#include <optional>
#include <vector>

namespace core {

// What is about to be done, by whom.
struct PolicyQuestion
{
    QString tool = {};
    Effect effect = Effect::Run;
    QString agent = {};   // the agent's name
    QString cluster = {}; // the cluster's name
    QJsonObject arguments = {};
    QString owner = {};       // who deployed the cluster
    QString definition = {};  // of a declared tool
    bool needsPerson = false; // no rule allows it
};

// What policy says of it, and which rule said so (none: nothing matched).
struct Ruling
{
    PolicyDecision decision = PolicyDecision::Ask;
    Risk risk = Risk::High;
    QString reason = {};
    Deciders deciders = {};
    RuleId rule = {};
    QString ruleName = {};
};

// An ordered list of rules. The first rule that matches decides; when none does, a person is asked. A rule
// that would ask or deny, but whose condition cannot be answered, asks; one that would allow does not match.
// A rule that allows by the name of an agent, a cluster or a declared tool matches only what it is bound to.
// A value type without side effects; any thread.
class Policy
{
public:
    Policy() = default;
    explicit Policy(const QList<PolicyRule> &rules);

    Ruling evaluate(const PolicyQuestion &question) const;
    QList<PolicyRule> rules() const;

private:
    struct Line
    {
        PolicyRule rule;
        std::optional<Condition> condition; // nothing: it cannot be read
    };

    std::vector<Line> m_lines;
};

// Whether a rule allows by the name of an agent, a cluster or a tool, and not by an effect alone.
bool allowsByName(const PolicyRule &rule);
// Those of some actions that a rule names: what it is bound to when it is made now.
QList<PolicyTarget> targetsOf(const PolicyRule &rule, const QList<PolicyQuestion> &actions);

// Whether a rule can be used as it is written. Fails with InvalidArgument and names the field.
Result<void> checkRule(const PolicyRule &rule);

} // namespace core
