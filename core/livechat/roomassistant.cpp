// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/livechat/roomassistant.h"

#include "core/base/log.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostTold = 10; // messages that the agent is told at once

Principal anybody()
{
    return {.user = QString(systemUser), .name = QString(systemUser), .scopes = allScopes};
}

// One message is told as it is; more than one with the names of those who wrote.
QString wordsOf(const QList<RoomMessage> &said)
{
    if (said.size() == 1)
        return said.first().content;
    QStringList lines;
    for (const RoomMessage &one : said)
        lines.append(QString(one.user + u": "_s + one.content));
    return lines.join(u'\n');
}

QStringList accountsOf(const QList<RoomMessage> &said, const QString &owner)
{
    QStringList accounts;
    for (const RoomMessage &one : said) {
        if (!one.account.isEmpty() && one.account != owner && !accounts.contains(one.account))
            accounts.append(one.account);
    }
    return accounts;
}

// Customers have no accounts, so who is meant is told by the name as well.
bool isOfOthers(const Room &room, const QList<RoomMessage> &said)
{
    const auto isOther = [&room](const QString &user) { return user != room.owner; };
    return std::ranges::any_of(room.participants, isOther) ||
           std::ranges::any_of(
               said, [&](const RoomMessage &one) { return isOther(one.user) || isOther(one.account); });
}

} // namespace

RoomAssistant::RoomAssistant(Journal &journal, RoomStore &rooms, RoomMessageStore &messages,
                             RoomChanges &changes, ChatService &chat, TaskService &tasks,
                             AgentDirectory &agents, OwnerRights &rights, Clock &clock)
    : m_journal(journal)
    , m_rooms(rooms)
    , m_messages(messages)
    , m_changes(changes)
    , m_chat(chat)
    , m_tasks(tasks)
    , m_agents(agents)
    , m_rights(rights)
    , m_again(clock)
{
    connect(&journal, &Journal::committed, this, &RoomAssistant::hear);
    connect(&m_again, &Alarm::rang, this, [this] {
        for (const TaskId &task : std::exchange(m_unwritten, {}))
            settle(task);
    });
}

Result<void> RoomAssistant::open()
{
    const QList<RoomQuestion> open = TRY(m_messages.openQuestions());
    for (const RoomQuestion &question : open) {
        const auto task = m_tasks.find(question.task, anybody());
        if (!task || isFinal(task->state))
            TRY(answer(question));
        else
            m_asked.insert(question.task);
    }
    return {};
}

Result<Principal> RoomAssistant::asOwner(const Room &room, const QString &name)
{
    Principal owner = TRY(m_rights.principal(room.owner));
    if (!owner.may(Scope::SessionsWrite))
        return failure(ErrorCode::Forbidden, u"The owner of this chat may no longer speak in it"_s);
    owner.name = name;
    return owner;
}

Result<void> RoomAssistant::choose(Room &room, const QString &name)
{
    const Principal owner = TRY(asOwner(room, room.owner));
    QString wanted = name;
    if (wanted.isEmpty() && !room.agent.isEmpty() && m_agents.profile(room.agent))
        return {};
    if (wanted.isEmpty())
        wanted = room.settings.value("agent"_L1).toString();
    if (wanted.isEmpty() && m_agents.choose(u"communication_agent"_s, {}, owner))
        wanted = u"communication_agent"_s;
    auto agent = m_agents.choose(wanted, {}, owner);
    if (!agent)
        return invalid(u"agent"_s, agent.error().text);
    const auto conversation = m_chat.find(room.conversation, anybody());
    if (*agent != room.agent && (!conversation || conversation->agent != *agent))
        room.conversation = {};
    room.agent = *agent;
    return {};
}

// What the agent is told: the message, and what was said before it since the agent was last asked.
Result<QList<RoomMessage>> RoomAssistant::saidTo(const Room &room, const RoomMessage &message)
{
    const qint64 last = TRY(m_messages.lastAsked(room.id));
    const QList<RoomMessage> said = TRY(m_messages.saidSince(room.id, last, mostTold));
    return said.size() <= 1 ? QList<RoomMessage>{message} : said;
}

Result<void> RoomAssistant::ask(Transaction &transaction, Room room, const RoomMessage &message)
{
    QJsonObject context = room.context;
    context.insert(u"chat_session_id"_s, room.id.value);
    context.insert(u"user_id"_s, message.user);
    const QList<RoomMessage> said = TRY(saidTo(room, message));
    const auto owner = asOwner(room, message.user);
    const auto task =
        owner ? m_chat.send({.agent = room.agent,
                             .text = wordsOf(said),
                             .conversation = room.conversation,
                             .context = context,
                             .askers = accountsOf(said, room.owner),
                             .audience = isOfOthers(room, said) ? Audience::Others : Audience::Owner},
                            *owner)
              : Result<Task>(owner.error());
    if (!task) {
        qCWarning(logRun).noquote() << "A chat's agent could not be asked:" << task.error().text;
        return refuse(transaction, room, u"The assistant is not there at the moment."_s);
    }
    TRY(m_messages.insertQuestion(
        transaction,
        {.task = task->id, .room = room.id, .message = message.number, .askedAt = transaction.now()}));
    m_asked.insert(task->id);
    if (room.conversation == task->conversation)
        return {};
    room.conversation = task->conversation;
    room.lastActivity = transaction.now();
    return m_rooms.update(transaction, room);
}

Result<void> RoomAssistant::refuse(Transaction &transaction, const Room &room, const QString &why)
{
    TRY(m_changes.say(transaction, room,
                      {.user = QString(assistantUser), .kind = RoomMessageKind::Error, .content = why}));
    return {};
}

Result<void> RoomAssistant::stop(const Room &room, const Principal &principal)
{
    const QList<RoomQuestion> open = TRY(m_messages.openQuestions(room.id));
    for (const RoomQuestion &question : open) {
        // One that ended just now needs no stopping; its answer is dropped as the others'.
        const auto cancelled = m_tasks.cancel(question.task, u"A person took over the chat"_s, principal);
        if (!cancelled && cancelled.error().code != ErrorCode::Conflict &&
            cancelled.error().code != ErrorCode::NotFound)
            return cancelled.error();
        TRY(m_journal.record(
            [&](Transaction &transaction) { return m_messages.dropQuestion(transaction, question.task); }));
    }
    return {};
}

void RoomAssistant::hear(const QList<Event> &events)
{
    for (const Event &event : events) {
        if (event.type == EventType::TaskEnded && m_asked.contains(event.task))
            settle(event.task);
    }
}

void RoomAssistant::settle(const TaskId &task)
{
    const auto question = m_messages.question(task);
    const auto answered = question ? answer(*question) : Result<void>(question.error());
    const bool isDone = answered || answered.error().code == ErrorCode::NotFound;
    if (!isDone)
        qCWarning(logRun).noquote() << "An answer was not written into its chat:" << answered.error().text;
    m_journal.whenCommitted(this, [this, task, isDone](const Result<void> &committed) {
        if (isDone && committed) {
            m_asked.remove(task);
            return;
        }
        m_unwritten.insert(task);
        m_again.tryAgain();
    });
}

// A question that cannot be answered goes; then what was asked is told again with the next one.
Result<void> RoomAssistant::answer(const RoomQuestion &question)
{
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        const Room room = TRY(m_rooms.find(question.room));
        const auto task = m_tasks.find(question.task, anybody());
        if (!task && task.error().code != ErrorCode::NotFound)
            return task.error();
        const bool wanted = room.state != RoomState::Ended && task && task->state != TaskState::Cancelled;
        if (!wanted || task->state == TaskState::Failed) {
            TRY(m_messages.dropQuestion(transaction, question.task));
            return wanted ? refuse(transaction, room, u"The assistant could not answer."_s) : Result<void>();
        }
        if (!TRY(m_messages.closeQuestion(transaction, question.task)))
            return {};
        TRY(m_changes.say(transaction, room,
                          {.user = QString(assistantUser),
                           .account = room.owner,
                           .kind = RoomMessageKind::Assistant,
                           .content = task->result,
                           .metadata = {{u"task_id"_s, question.task.value}}}));
        return {};
    });
}

} // namespace core
