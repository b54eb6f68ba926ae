// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/conversationstore.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

Conversation read(const Rows &rows)
{
    return Conversation{.id = {rows.text(0)},
                        .owner = rows.text(1),
                        .agent = {rows.text(2)},
                        .agentName = rows.text(7),
                        .title = rows.text(3),
                        .context = rows.object(4),
                        .createdAt = rows.time(5),
                        .updatedAt = rows.time(6)};
}

} // namespace

Result<void> ConversationStore::insert(Transaction &, const Conversation &conversation)
{
    TRY(m_database.run(
        "INSERT INTO conversation (id, owner, agent_id, title, context, created_at, updated_at, "
        "agent_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        conversation.id.value, conversation.owner, conversation.agent.value, conversation.title,
        conversation.context, conversation.createdAt, conversation.updatedAt, conversation.agentName));
    return {};
}

Result<void> ConversationStore::touch(Transaction &transaction, const Conversation &conversation)
{
    TRY(m_database.run("UPDATE conversation SET updated_at = ?, agent_id = ?, agent_name = ? WHERE id = ?"_L1,
                       transaction.now(), conversation.agent.value, conversation.agentName,
                       conversation.id.value));
    return {};
}

Result<Conversation> ConversationStore::find(const ConversationId &id)
{
    Rows rows = TRY(m_database.run(
        "SELECT id, owner, agent_id, title, context, created_at, updated_at, agent_name FROM conversation "
        "WHERE id = ?"_L1,
        id.value));
    if (!rows.next())
        return failure(ErrorCode::NotFound, u"Conversation not found"_s);
    return read(rows);
}

Result<QList<Conversation>> ConversationStore::list(const QString &owner, int limit)
{
    QList<Conversation> found;
    Rows rows = TRY(m_database.run(
        "SELECT id, owner, agent_id, title, context, created_at, updated_at, agent_name FROM conversation "
        "WHERE ? = '' OR owner = ? ORDER BY updated_at DESC, id DESC LIMIT ?"_L1,
        owner, owner, std::clamp(limit, 1, 500)));
    while (rows.next())
        found.append(read(rows));
    return found;
}

} // namespace core
