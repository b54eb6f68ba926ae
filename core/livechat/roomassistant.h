// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/ownerrights.h"
#include "core/base/alarm.h"
#include "core/chat/chatservice.h"
#include "core/livechat/roomchanges.h"
#include "core/run/agentdirectory.h"

#include <QSet>

namespace core {

// The agent that answers in a room. What people write becomes a turn of the room's conversation with it, so
// it runs, waits for approvals and survives a crash as every task does; when the task has ended its answer is
// written into the room, once, also when the process died in between or the disk was full. It acts with the
// rights that the room's owner has at that moment. Owned by the core; backend thread.
class RoomAssistant final : public QObject
{
    Q_OBJECT

public:
    RoomAssistant(Journal &journal, RoomStore &rooms, RoomMessageStore &messages, RoomChanges &changes,
                  ChatService &chat, TaskService &tasks, AgentDirectory &agents, OwnerRights &rights,
                  Clock &clock);

    // Writes the answers that were ready when the last process ended. Call once, before tasks run.
    Result<void> open();

    // Sets the room's agent; InvalidArgument when there is none of that name.
    Result<void> choose(Room &room, const QString &name);
    // Asks for an answer to what was said since the agent was asked last. An agent that cannot be asked says
    // so in the room.
    Result<void> ask(Transaction &transaction, Room room, const RoomMessage &message);
    // Says in the room, as the assistant, why there is no answer.
    Result<void> refuse(Transaction &transaction, const Room &room, const QString &why);
    // Cancels the answers that are under way.
    Result<void> stop(const Room &room, const Principal &principal);

private:
    void hear(const QList<Event> &events);
    void settle(const TaskId &task);
    Result<void> answer(const RoomQuestion &question);
    // The turn belongs to the room's owner, whoever wrote.
    Result<Principal> asOwner(const Room &room, const QString &name);
    Result<QList<RoomMessage>> saidTo(const Room &room, const RoomMessage &message);

    Journal &m_journal;
    RoomStore &m_rooms;
    RoomMessageStore &m_messages;
    RoomChanges &m_changes;
    ChatService &m_chat;
    TaskService &m_tasks;
    AgentDirectory &m_agents;
    OwnerRights &m_rights;
    QSet<TaskId> m_asked;     // not answered yet; those of a commit that failed do no harm
    QSet<TaskId> m_unwritten; // ended, and their answers could not be written
    Alarm m_again;            // then those are tried anew
};

} // namespace core
