// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "core/livechat/room.h"

namespace core {

// A message that an agent was asked to answer.
struct RoomQuestion
{
    TaskId task = {};
    RoomId room = {};
    qint64 message = 0; // its number
    Timestamp askedAt = {};
};

// The SQL of the tables `room_message` and `room_question`, and nothing else.
class RoomMessageStore
{
public:
    explicit RoomMessageStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const RoomMessage &message);
    Result<void> edit(Transaction &transaction, const RoomMessage &message);
    // The content goes; that there was a message stays, for those who come back.
    Result<void> clear(Transaction &transaction, const RoomMessage &message);

    // NotFound, also in another room.
    Result<RoomMessage> find(const RoomId &room, const RoomMessageId &id);
    Result<QList<RoomMessage>> list(const RoomMessageFilter &filter);
    // Messages up to `number` that changed after the event `changed`, deleted ones too.
    Result<QList<RoomMessage>> changedSince(const RoomId &room, qint64 changed, int limit);
    // What people, and not the agent, wrote behind `number`: the last of it, oldest first.
    Result<QList<RoomMessage>> saidSince(const RoomId &room, qint64 number, int limit);
    Result<QList<RoomMessage>> expired(Timestamp now);
    Result<Timestamp> nextExpiry();

    Result<void> insertQuestion(Transaction &transaction, const RoomQuestion &question);
    // False when it has its answer already, or was none.
    Result<bool> closeQuestion(Transaction &transaction, const TaskId &task);
    // Takes it out without counting an answer.
    Result<void> dropQuestion(Transaction &transaction, const TaskId &task);
    // NotFound when it was answered or taken out.
    Result<RoomQuestion> question(const TaskId &task);
    Result<QList<RoomQuestion>> openQuestions();
    Result<QList<RoomQuestion>> openQuestions(const RoomId &room);
    Result<qint64> lastAsked(const RoomId &room); // 0: none

private:
    Result<qint64> numberOf(const RoomId &room, const RoomMessageId &id, const QString &field);

    Database &m_database;
};

} // namespace core
