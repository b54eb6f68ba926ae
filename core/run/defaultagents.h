// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/fleetservice.h"

#include <optional>

namespace core {

// Which agent takes the tasks of somebody that name none: the one that he chose, kept by its name
// "cluster/agent", so that a cluster which is deployed anew keeps it. It is one of his own, or one that is
// offered to all, and never another's. Whoever chose none has none: then the default lane takes his tasks.
// Backend thread; owned by the core. Announces SettingChanged with the subject "default_agent" and the user
// as actor.
class DefaultAgents
{
public:
    DefaultAgents(Database &database, Journal &journal, const FleetService &fleet)
        : m_database(database)
        , m_journal(journal)
        , m_fleet(fleet)
    {
    }

    // The name of the one that was chosen, whether or not it is there; empty where there is none.
    Result<QString> chosen(const QString &owner) const;
    // By id, "cluster/agent" or name; an empty text ends the choice. Returns the name. Fails with
    // InvalidArgument when it does not serve the principal, or when its provider is not configured.
    Result<QString> choose(const QString &agent, const Principal &principal);

    // The one that was chosen, as it is now. Fails with InvalidArgument, in words for its owner, when it is
    // gone, serves him no longer, or has a provider without a key: another one is never put in its place.
    Result<std::optional<Agent>> agentOf(const QString &owner) const;

    static inline const QString setting = QStringLiteral("default_agent");

private:
    Result<Agent> find(const QString &agent, const QString &owner) const;

    Database &m_database;
    Journal &m_journal;
    const FleetService &m_fleet;
};

} // namespace core
