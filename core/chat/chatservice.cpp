// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/chatservice.h"

#include "core/base/text.h"

#include <QCryptographicHash>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

ChatService::ChatService(Journal &journal, ConversationStore &conversations, TaskService &tasks,
                         const AgentDirectory &agents)
    : m_journal(journal)
    , m_conversations(conversations)
    , m_tasks(tasks)
    , m_agents(agents)
{
}

// Agents that belong to no cluster have no other of their name after them.
QString ChatService::nameOf(const AgentId &agent) const
{
    const auto profile = agent.isEmpty() ? Result<AgentProfile>(AgentProfile{}) : m_agents.profile(agent);
    return profile && !profile->cluster.isEmpty() ? QString(profile->cluster + u'/' + profile->name)
                                                  : QString();
}

Conversation ChatService::current(Conversation conversation) const
{
    if (conversation.agentName.isEmpty() || m_agents.profile(conversation.agent))
        return conversation;
    if (const auto agent = m_agents.choose(conversation.agentName, {}, localOperator()))
        conversation.agent = *agent;
    return conversation;
}

// The agent is told the turns before, so once others steered it, they do so in each turn that follows.
Result<Audience> ChatService::audienceIn(const Conversation &conversation, Audience wanted)
{
    const QList<Task> last =
        TRY(m_tasks.list({.conversation = conversation.id, .limit = 1}, localOperator()));
    return last.isEmpty() || wanted == Audience::Others ? wanted : audienceOf(last.first());
}

Result<Task> ChatService::send(const NewMessage &message, const Principal &principal)
{
    if (message.text.trimmed().isEmpty())
        return invalid(u"message"_s, u"message is required"_s);
    if (!message.conversation.isEmpty() && !isIdentifier(message.conversation.value))
        return invalid(u"conversation_id"_s,
                       u"conversation_id may have letters, digits, ':', '_', '-' and '.', 128 at most"_s);
    return m_journal.record([&](Transaction &transaction) -> Result<Task> {
        // A name that another one uses is free for everybody else: nobody learns that it is used.
        NewMessage meantBy = message;
        meantBy.conversation = TRY(meant(message.conversation, principal));
        const Conversation conversation = TRY(opened(transaction, meantBy, principal));
        // Whoever writes, the turn belongs to the conversation's owner.
        QStringList askers = message.askers;
        if (principal.user != conversation.owner && !askers.contains(principal.user))
            askers.append(principal.user);
        const Audience audience = TRY(audienceIn(conversation, message.audience));
        Principal asOwner = principal;
        asOwner.user = conversation.owner;
        return m_tasks.submit(transaction,
                              {.query = message.text,
                               .sessionId = conversation.id.value,
                               .context = message.context.isEmpty() ? conversation.context : message.context,
                               .agent = conversation.agent,
                               .conversation = conversation.id,
                               .askers = askers,
                               .audience = audience,
                               .wishes = message.wishes},
                              asOwner);
    });
}

Result<Conversation> ChatService::opened(Transaction &transaction, const NewMessage &message,
                                         const Principal &principal)
{
    if (!message.conversation.isEmpty()) {
        auto known = m_conversations.find(message.conversation);
        if (known) {
            if (!principal.sees(known->owner))
                return failure(ErrorCode::NotFound, u"Conversation not found"_s);
            // A client may know only the agent that the conversation began with.
            const bool isKnown = bool(m_agents.profile(message.agent));
            *known = current(*known);
            if (isKnown && known->agent != message.agent)
                return failure(ErrorCode::Conflict, u"This conversation is with another agent"_s);
            TRY(m_conversations.touch(transaction, *known));
            return known;
        }
        if (known.error().code != ErrorCode::NotFound)
            return known;
    }
    const Conversation fresh{
        .id = message.conversation.isEmpty() ? newId<ConversationId>("conv-"_L1) : message.conversation,
        .owner = principal.user,
        .agent = message.agent,
        .agentName = nameOf(message.agent),
        .title = shortened(message.text.simplified(), 60),
        .context = message.context,
        .createdAt = transaction.now(),
        .updatedAt = transaction.now(),
    };
    TRY(m_conversations.insert(transaction, fresh));
    TRY(transaction.announce({.type = EventType::ConversationStarted,
                              .subject = fresh.id.value,
                              .actor = principal.name,
                              .message = fresh.title,
                              .payload = {{u"agent_id"_s, fresh.agent.value}}}));
    return fresh;
}

Result<ConversationId> ChatService::meant(const ConversationId &name, const Principal &principal)
{
    const auto known = name.isEmpty() ? Result<Conversation>(Conversation{}) : m_conversations.find(name);
    if (!known && known.error().code != ErrorCode::NotFound)
        return known.error();
    if (name.isEmpty() || !known || principal.sees(known->owner))
        return name;
    const QByteArray both = principal.user.toUtf8() + '\0' + name.value.toUtf8();
    const QByteArray hash = QCryptographicHash::hash(both, QCryptographicHash::Sha256).toHex();
    return ConversationId{u"conv-"_s + QString::fromLatin1(hash.first(32))};
}

Result<Conversation> ChatService::find(const ConversationId &id, const Principal &principal)
{
    const Conversation conversation = current(TRY(m_conversations.find(id)));
    if (!principal.sees(conversation.owner))
        return failure(ErrorCode::NotFound, u"Conversation not found"_s);
    return conversation;
}

Result<QList<Conversation>> ChatService::list(const Principal &principal, int limit)
{
    QList<Conversation> all =
        TRY(m_conversations.list(principal.may(Scope::Administer) ? QString() : principal.user, limit));
    for (Conversation &one : all)
        one = current(one);
    return all;
}

Result<QList<Task>> ChatService::turns(const ConversationId &id, const Principal &principal,
                                       const TaskId &before, int limit)
{
    TRY(find(id, principal));
    QList<Task> found = TRY(m_tasks.list({.conversation = id, .before = before, .limit = limit}, principal));
    std::reverse(found.begin(), found.end());
    return found;
}

} // namespace core
