// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/code/codeagent.h"
#include "core/journal/journal.h"

namespace core {

// The SQL of the table `code_agent`, and nothing else. Deleted agents are only found by code() and name().
class CodeAgentStore
{
public:
    explicit CodeAgentStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const CodeAgent &agent, const QString &code);
    // Writes state, error and the time of the change.
    Result<void> update(Transaction &transaction, const CodeAgent &agent);
    Result<void> remove(Transaction &transaction, const AgentId &id);
    // Takes the row itself away, of an agent that never ran.
    Result<void> forget(Transaction &transaction, const AgentId &id);

    Result<CodeAgent> find(const AgentId &id) const;    // NotFound
    Result<QString> name(const AgentId &id) const;      // NotFound
    Result<NewCodeAgent> code(const AgentId &id) const; // NotFound
    // Newest first, those before `before` when it is given; of everybody for an empty owner.
    Result<QList<CodeAgent>> list(const QString &owner, int limit, const AgentId &before) const;
    Result<qint64> count(const QString &owner) const;
    Result<QList<CodeAgent>> all() const;

private:
    Database &m_database;
};

} // namespace core
