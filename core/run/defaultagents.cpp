// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/defaultagents.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QString wholeName(const Agent &agent)
{
    return agent.clusterName + u'/' + agent.spec.name;
}

Error notConfigured(const Agent &agent, const QString &field)
{
    return invalid(field,
                   u"The provider %1 of your default agent %2 is not configured. Configure it, or choose "
                   "another default agent, or none."_s.arg(agent.spec.provider, wholeName(agent)));
}

} // namespace

// An administrator sees everybody's agents, and has his own tasks done by his own.
Result<Agent> DefaultAgents::find(const QString &agent, const QString &owner) const
{
    return m_fleet.findAgent(agent, Principal{.user = owner});
}

Result<QString> DefaultAgents::chosen(const QString &owner) const
{
    Rows rows = TRY(m_database.run("SELECT agent FROM default_agent WHERE owner = ?"_L1, owner));
    return rows.next() ? rows.text(0) : QString();
}

Result<QString> DefaultAgents::choose(const QString &agent, const Principal &principal)
{
    QString name;
    if (!agent.trimmed().isEmpty()) {
        const auto found = find(agent.trimmed(), principal.user);
        if (!found) {
            const QString told = m_fleet.findAgent(agent.trimmed(), principal)
                                     ? u"The agent \"%1\" is not yours. Offer its cluster to all first; then "
                                       "it can be your default."_s
                                     : u"You have no agent \"%1\", and none of that name is offered to you"_s;
            return invalid(QString(setting), told.arg(agent.left(128)));
        }
        if (!m_fleet.isConfigured(found->spec))
            return notConfigured(*found, QString(setting));
        name = wholeName(*found);
    }
    if (TRY(chosen(principal.user)) == name)
        return name;
    return m_journal.record([&](Transaction &transaction) -> Result<QString> {
        if (name.isEmpty())
            TRY(transaction.database.run("DELETE FROM default_agent WHERE owner = ?"_L1, principal.user));
        else
            TRY(transaction.database.run(
                "INSERT INTO default_agent (owner, agent, chosen_at) VALUES (?, ?, ?) "
                "ON CONFLICT (owner) DO UPDATE SET agent = excluded.agent, "
                "chosen_at = excluded.chosen_at"_L1,
                principal.user, name, transaction.now()));
        TRY(transaction.announce({.type = EventType::SettingChanged,
                                  .subject = QString(setting),
                                  .actor = principal.user,
                                  .message = name.isEmpty() ? u"No agent is the default any more"_s
                                                            : u"%1 is the default agent now"_s.arg(name),
                                  .payload = {{u"name"_s, QString(setting)}, {u"value"_s, name}}}));
        return name;
    });
}

Result<std::optional<Agent>> DefaultAgents::agentOf(const QString &owner) const
{
    const QString name = TRY(chosen(owner));
    if (name.isEmpty())
        return std::optional<Agent>();
    const auto found = find(name, owner);
    if (!found)
        return invalid(u"context.agent"_s,
                       u"Your default agent %1 is gone, or is not offered to you any more. Name an agent, or "
                       "choose another default agent, or none."_s.arg(name));
    if (!m_fleet.isConfigured(found->spec))
        return notConfigured(*found, u"context.agent"_s);
    return std::optional<Agent>(*found);
}

} // namespace core
