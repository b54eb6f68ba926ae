// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "core/policy/policyrule.h"

#include <QList>

namespace core {

// The rows of `policy_rule`, and nothing else. Owned by the core; backend thread.
class PolicyStore
{
public:
    explicit PolicyStore(Database &database)
        : m_database(database)
    {
    }

    // In the order in which they are tried.
    Result<QList<PolicyRule>> all() const;

    Result<void> insert(Transaction &transaction, const PolicyRule &rule);
    // Everything but who made it, when, and its position.
    Result<void> update(Transaction &transaction, const PolicyRule &rule);
    Result<void> setPosition(Transaction &transaction, const RuleId &id, int position);
    Result<void> remove(Transaction &transaction, const RuleId &id);

private:
    Database &m_database;
};

} // namespace core
