// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/chatreading.h"

#include "core/base/text.h"
#include "ui/models/heldtasks.h"
#include "ui/models/translation.h"
#include "ui/models/wording.h"

#include <QSet>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostConversations = 200;
constexpr QLatin1StringView roomPrefix("room:");

QString lastLineOf(const core::Task &task, const QString &agent)
{
    switch (task.state) {
    case core::TaskState::Completed:
        return QString(agent + u": "_s + plainLine(task.result, 120));
    case core::TaskState::Failed:
        return tr("failed: %1").arg(core::shortened(task.error.simplified(), 100));
    case core::TaskState::Waiting:
        return tr("waits for a decision");
    case core::TaskState::Cancelled:
        return tr("cancelled");
    default:
        return tr("%1 is answering").arg(agent);
    }
}

QString lastLineOf(const core::Room &room, const QList<core::RoomMessage> &last, const QString &agent)
{
    QString line = tr("nobody has written yet");
    if (!last.isEmpty()) {
        const bool isAgent = last.last().user == core::assistantUser;
        line = QString((isAgent ? agent : last.last().user) + u": "_s + plainLine(last.last().content, 120));
    }
    return room.state == core::RoomState::Ended ? tr("ended, %1").arg(line) : line;
}

// The rooms, and the conversations that agents have for them, which are told by the rooms.
core::Result<QSet<core::ConversationId>> readRooms(core::Core &core, const core::Principal &principal,
                                                   ChatList &list)
{
    QSet<core::ConversationId> told;
    const QList<core::Room> rooms = TRY(core.rooms().recent(mostConversations, principal));
    for (const core::Room &room : rooms) {
        const QList<core::RoomMessage> last = TRY(core.rooms().messages(
            {.room = room.id, .from = core::RoomMessageFilter::From::Newest, .limit = 1}, principal));
        list.lines.append({.key = roomKey(room.id),
                           .title = room.title,
                           .lastLine = lastLineOf(room, last, chatAgentOf(core, room.agent).name),
                           .updatedAt = room.lastActivity,
                           .now = core.clock().now()});
        told.insert(room.conversation);
    }
    return told;
}

} // namespace

QString roomKey(const core::RoomId &room)
{
    return roomPrefix + room.value;
}

core::RoomId roomOfKey(const QString &key)
{
    return {key.startsWith(roomPrefix) ? key.sliced(roomPrefix.size()) : QString()};
}

ChatAgent chatAgentOf(core::Core &core, const core::AgentId &id)
{
    if (id.isEmpty())
        return {.name = tr("default agent")};
    const auto agent = core.fleet().agent(id);
    if (!agent)
        return {.id = id, .name = tr("a removed agent")};
    return {.id = id, .name = agent->spec.name, .cluster = agent->clusterName};
}

QString decisionNotSentText()
{
    return tr("your decision is not sent yet");
}

core::Result<ChatList> readChatList(core::Core &core, const core::Principal &principal,
                                    const QSet<core::ApprovalId> &held)
{
    const QSet<core::TaskId> decided = TRY(tasksHeldBack(core, held, principal));
    ChatList list;
    const QSet<core::ConversationId> told = TRY(readRooms(core, principal, list));
    const QList<core::Conversation> found = TRY(core.chat().list(principal, mostConversations));
    for (const core::Conversation &conversation : found) {
        if (told.contains(conversation.id))
            continue;
        ConversationLine line{.key = conversation.id.value,
                              .title = conversation.title,
                              .updatedAt = conversation.updatedAt,
                              .now = core.clock().now()};
        const QList<core::Task> last = TRY(core.chat().turns(conversation.id, principal, {}, 1));
        if (!last.isEmpty())
            line.lastLine = decided.contains(last.last().id)
                                ? decisionNotSentText()
                                : lastLineOf(last.last(), chatAgentOf(core, conversation.agent).name);
        list.lines.append(line);
    }
    std::stable_sort(
        list.lines.begin(), list.lines.end(),
        [](const ConversationLine &a, const ConversationLine &b) { return a.updatedAt > b.updatedAt; });
    for (const core::Agent &agent : core.fleet().agents({}, core::localOperator()))
        list.agents.append({.id = agent.id, .name = agent.spec.name, .cluster = agent.clusterName});
    if (list.agents.isEmpty())
        list.agents.append(chatAgentOf(core, {}));
    return list;
}

core::Result<OpenReading> readConversation(core::Core &core, const core::ConversationId &id, int turns,
                                           const core::Principal &principal)
{
    OpenReading reading;
    OpenConversation &opened = reading.opened;
    opened.now = core.clock().now();
    opened.conversation = TRY(core.chat().find(id, principal));
    opened.agent = chatAgentOf(core, opened.conversation.agent);
    QList<core::Task> tasks = TRY(core.chat().turns(id, principal, {}, turns + 1));
    opened.hasEarlier = tasks.size() > turns;
    if (opened.hasEarlier)
        tasks.removeFirst();
    for (const core::Task &task : std::as_const(tasks)) {
        ChatTurn turn{.task = task, .asker = task.owner == principal.user ? tr("You") : task.owner};
        turn.steps = TRY(core.tasks().steps(task.id, principal));
        if (!core::isFinal(task.state)) {
            const QList<core::Approval> asked = TRY(
                core.approvals().list({.state = core::ApprovalState::Pending, .task = task.id}, principal));
            turn.waiting = asked;
            std::reverse(turn.waiting.begin(), turn.waiting.end());
            reading.pieces += core.feed().partials(task.id, {});
        }
        opened.turns.append(turn);
    }
    return reading;
}

} // namespace ui
