// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/knownhosts.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<bool> KnownHosts::knows(const QString &owner, const AgentId &agent, const QString &host)
{
    Rows rows =
        TRY(m_database.run("SELECT 1 FROM known_host WHERE owner = ? AND agent_id = ? AND host = ?"_L1, owner,
                           agent.value, host));
    return rows.next();
}

Result<void> KnownHosts::learn(Transaction &transaction, const QString &owner, const AgentId &agent,
                               const QString &host)
{
    TRY(m_database.run(
        "INSERT OR IGNORE INTO known_host (owner, agent_id, host, known_at) VALUES (?, ?, ?, ?)"_L1, owner,
        agent.value, host, transaction.now()));
    return {};
}

} // namespace core
