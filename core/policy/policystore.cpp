// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/policystore.h"

#include "core/base/json.h"

#include <QJsonArray>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// Empty: nobody has looked yet.
QString storedTargets(const PolicyRule &rule)
{
    if (!rule.boundTo)
        return {};
    QJsonArray targets;
    for (const PolicyTarget &target : *rule.boundTo)
        targets.append(QJsonArray{target.cluster, target.owner, target.definition});
    return QString::fromUtf8(toBytes(targets));
}

std::optional<QList<PolicyTarget>> targetsIn(const QString &stored)
{
    if (stored.isEmpty())
        return std::nullopt;
    QList<PolicyTarget> targets;
    for (const QJsonValue &target : storedArray(stored))
        targets.append({.cluster = target.toArray().at(0).toString(),
                        .owner = target.toArray().at(1).toString(),
                        .definition = target.toArray().at(2).toString()});
    return targets;
}

PolicyRule ruleFrom(const Rows &rows)
{
    return {
        .id = {rows.text(0)},
        .position = rows.number(1),
        .name = rows.text(2),
        .tool = rows.text(3),
        .agent = rows.text(4),
        .cluster = rows.text(5),
        .condition = rows.text(6),
        // A word that this version does not know must not let anything pass.
        .decision = fromWord<PolicyDecision>(rows.text(7)).value_or(PolicyDecision::Ask),
        .risk = fromWord<Risk>(rows.text(8)).value_or(Risk::High),
        .reason = rows.text(9),
        .deciders = {.users = rows.text(12).split(u',', Qt::SkipEmptyParts),
                     .requester = fromWord<Requester>(rows.text(13)).value_or(Requester::MayNot),
                     .needed = rows.number(14)},
        .createdBy = rows.text(10),
        .createdAt = rows.time(11),
        .boundTo = targetsIn(rows.text(15)),
    };
}

} // namespace

Result<QList<PolicyRule>> PolicyStore::all() const
{
    Rows rows = TRY(m_database.run("SELECT id, position, name, tool, agent, cluster, condition, decision, "
                                   "risk, reason, created_by, created_at, deciders, requester, needed, "
                                   "bound_to "
                                   "FROM policy_rule ORDER BY position, id"_L1));
    QList<PolicyRule> rules;
    while (rows.next())
        rules += ruleFrom(rows);
    return rules;
}

Result<void> PolicyStore::insert(Transaction &transaction, const PolicyRule &rule)
{
    TRY(transaction.database.run(
        "INSERT INTO policy_rule (id, position, name, tool, agent, cluster, "
        "condition, decision, risk, reason, created_by, created_at, deciders, "
        "requester, needed, bound_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        rule.id.value, rule.position, rule.name, rule.tool, rule.agent, rule.cluster, rule.condition,
        toWord(rule.decision), toWord(rule.risk), rule.reason, rule.createdBy, rule.createdAt,
        rule.deciders.users.join(u','), toWord(rule.deciders.requester), rule.deciders.needed,
        storedTargets(rule)));
    return {};
}

Result<void> PolicyStore::update(Transaction &transaction, const PolicyRule &rule)
{
    TRY(transaction.database.run("UPDATE policy_rule SET name = ?, tool = ?, agent = ?, cluster = ?, "
                                 "condition = ?, decision = ?, risk = ?, reason = ?, deciders = ?, "
                                 "requester = ?, needed = ?, bound_to = ? WHERE id = ?"_L1,
                                 rule.name, rule.tool, rule.agent, rule.cluster, rule.condition,
                                 toWord(rule.decision), toWord(rule.risk), rule.reason,
                                 rule.deciders.users.join(u','), toWord(rule.deciders.requester),
                                 rule.deciders.needed, storedTargets(rule), rule.id.value));
    return {};
}

Result<void> PolicyStore::setPosition(Transaction &transaction, const RuleId &id, int position)
{
    TRY(transaction.database.run("UPDATE policy_rule SET position = ? WHERE id = ?"_L1, position, id.value));
    return {};
}

Result<void> PolicyStore::remove(Transaction &transaction, const RuleId &id)
{
    TRY(transaction.database.run("DELETE FROM policy_rule WHERE id = ?"_L1, id.value));
    return {};
}

} // namespace core
