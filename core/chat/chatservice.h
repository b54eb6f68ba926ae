// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chat/conversationstore.h"
#include "core/run/agentdirectory.h"
#include "core/task/taskservice.h"

namespace core {

// What somebody says to an agent.
struct NewMessage
{
    AgentId agent = {};
    QString text = {};
    ConversationId conversation = {}; // empty, or one that is not there yet: a new one, of that name
    QJsonObject context = {};
    ModelWishes wishes = {};
    QStringList askers = {}; // accounts whose words these are, where they are not the principal's alone
    Audience audience = Audience::Owner;
};

// Conversations with agents. Each message is a task of the conversation's session, so it runs, waits for
// approvals and survives a crash as every task does; the agent is told the turns before it. Backend thread;
// owned by the core.
class ChatService final : public QObject
{
    Q_OBJECT

public:
    ChatService(Journal &journal, ConversationStore &conversations, TaskService &tasks,
                const AgentDirectory &agents);

    // Fails with InvalidArgument, NotFound (another owner's conversation) or Conflict (another agent's).
    Result<Task> send(const NewMessage &message, const Principal &principal);
    // Which conversation the principal means by a name that a client chose: two owners may use one name.
    Result<ConversationId> meant(const ConversationId &name, const Principal &principal);
    Result<Conversation> find(const ConversationId &id, const Principal &principal);
    Result<QList<Conversation>> list(const Principal &principal, int limit = 200);
    // The turns, oldest first; `before` pages towards older ones.
    Result<QList<Task>> turns(const ConversationId &id, const Principal &principal, const TaskId &before = {},
                              int limit = 100);

private:
    Result<Conversation> opened(Transaction &transaction, const NewMessage &message,
                                const Principal &principal);

    Result<Audience> audienceIn(const Conversation &conversation, Audience wanted);
    QString nameOf(const AgentId &agent) const;
    // With the agent that has the name now, where the one that it began with was removed.
    Conversation current(Conversation conversation) const;

    Journal &m_journal;
    ConversationStore &m_conversations;
    TaskService &m_tasks;
    const AgentDirectory &m_agents;
};

} // namespace core
