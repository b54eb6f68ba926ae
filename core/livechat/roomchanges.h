// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/livechat/roommessagestore.h"
#include "core/livechat/roomstore.h"

namespace core {

// What can happen to a room, each with its rows and its event: for all who change rooms, so that people,
// agents and the clock leave the same traces. Knows no rules. Owned by the core; backend thread.
class RoomChanges
{
public:
    RoomChanges(RoomStore &rooms, RoomMessageStore &messages)
        : m_rooms(rooms)
        , m_messages(messages)
    {
    }

    Result<void> open(Transaction &transaction, Room &room, const QString &actor);
    Result<void> join(Transaction &transaction, Room &room, const QString &user);
    Result<void> leave(Transaction &transaction, Room &room, const QString &user);
    Result<void> end(Transaction &transaction, Room &room, const QString &actor);
    Result<void> change(Transaction &transaction, Room &room, const QString &actor, const QString &what);
    Result<void> remove(Transaction &transaction, const Room &room, const QString &actor);

    // Stores it with its number, id and time.
    Result<RoomMessage> say(Transaction &transaction, const Room &room, RoomMessage message);
    Result<RoomMessage> edit(Transaction &transaction, const Room &room, RoomMessage message);
    Result<void> clear(Transaction &transaction, const Room &room, RoomMessage message, const QString &by);
    Result<void> acknowledge(Transaction &transaction, const Room &room, const RoomMessage &message,
                             const QString &user, ReceiptKind kind);

private:
    RoomStore &m_rooms;
    RoomMessageStore &m_messages;
};

} // namespace core
