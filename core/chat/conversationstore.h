// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chat/conversation.h"
#include "core/journal/journal.h"

namespace core {

// The SQL of the table `conversation`, and nothing else.
class ConversationStore
{
public:
    explicit ConversationStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const Conversation &conversation);
    // It is used now, and with this agent.
    Result<void> touch(Transaction &transaction, const Conversation &conversation);
    Result<Conversation> find(const ConversationId &id); // NotFound
    // The most recently used first; an empty owner means everybody's.
    Result<QList<Conversation>> list(const QString &owner, int limit);

private:
    Database &m_database;
};

} // namespace core
