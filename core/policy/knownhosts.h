// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"

namespace core {

// Hosts to which a person let an agent carry something of its owner's: what only reads can tell, too, by the
// address that it reads. Asked once for each agent and host. The table `known_host`; backend thread; owned by
// the core.
class KnownHosts
{
public:
    explicit KnownHosts(Database &database)
        : m_database(database)
    {
    }

    Result<bool> knows(const QString &owner, const AgentId &agent, const QString &host);
    Result<void> learn(Transaction &transaction, const QString &owner, const AgentId &agent,
                       const QString &host);

private:
    Database &m_database;
};

} // namespace core
