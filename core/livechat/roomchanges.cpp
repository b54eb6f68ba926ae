// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/livechat/roomchanges.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// What was said stays out of events: they outlive a message that is deleted.
Event roomEvent(EventType type, const Room &room, const QString &actor, const QString &message,
                QJsonObject payload = {})
{
    payload.insert(u"user_id"_s, actor);
    return {.type = type, .subject = room.id.value, .actor = actor, .message = message, .payload = payload};
}

QJsonObject named(const RoomMessage &message)
{
    return {{u"message_id"_s, message.id.value}};
}

} // namespace

Result<void> RoomChanges::open(Transaction &transaction, Room &room, const QString &actor)
{
    room.createdAt = transaction.now();
    room.lastActivity = room.createdAt;
    room.number = TRY(transaction.announce(
        roomEvent(EventType::RoomOpened, room, actor, u"The chat \"%1\" was opened"_s.arg(room.title))));
    TRY(m_rooms.insert(transaction, room));
    qint64 position = room.number - room.participants.size(); // before all who join later
    for (const QString &user : std::as_const(room.participants))
        TRY(m_rooms.putIn(transaction, room, user, position++));
    return {};
}

Result<void> RoomChanges::join(Transaction &transaction, Room &room, const QString &user)
{
    const qint64 position = TRY(transaction.announce(
        roomEvent(EventType::RoomJoined, room, user, u"%1 joined the chat \"%2\""_s.arg(user, room.title))));
    TRY(m_rooms.putIn(transaction, room, user, position));
    TRY(m_rooms.touch(transaction, room.id));
    room.participants.append(user);
    return {};
}

Result<void> RoomChanges::leave(Transaction &transaction, Room &room, const QString &user)
{
    TRY(m_rooms.takeOut(transaction, room.id, user));
    TRY(m_rooms.touch(transaction, room.id));
    TRY(transaction.announce(
        roomEvent(EventType::RoomLeft, room, user, u"%1 left the chat \"%2\""_s.arg(user, room.title))));
    room.participants.removeAll(user);
    return {};
}

Result<void> RoomChanges::end(Transaction &transaction, Room &room, const QString &actor)
{
    room.state = RoomState::Ended;
    room.endedAt = transaction.now();
    TRY(m_rooms.update(transaction, room));
    TRY(transaction.announce(
        roomEvent(EventType::RoomEnded, room, actor, u"The chat \"%1\" ended"_s.arg(room.title))));
    return {};
}

Result<void> RoomChanges::change(Transaction &transaction, Room &room, const QString &actor,
                                 const QString &what)
{
    TRY(m_rooms.update(transaction, room));
    TRY(transaction.announce(roomEvent(EventType::RoomChanged, room, actor, what,
                                       {{u"ai_enabled"_s, room.assistance == Assistance::On}})));
    return {};
}

Result<void> RoomChanges::remove(Transaction &transaction, const Room &room, const QString &actor)
{
    TRY(m_rooms.remove(transaction, room.id));
    TRY(transaction.announce(roomEvent(EventType::RoomRemoved, room, actor,
                                       u"The ended chat \"%1\" was removed"_s.arg(room.title))));
    return {};
}

Result<RoomMessage> RoomChanges::say(Transaction &transaction, const Room &room, RoomMessage message)
{
    message.id = newId<RoomMessageId>("msg-"_L1);
    message.room = room.id;
    message.createdAt = transaction.now();
    const double seconds = room.settings.value("message_ttl"_L1).toDouble();
    if (seconds > 0)
        message.expiresAt = message.createdAt + milliseconds(static_cast<qint64>(seconds * 1000));
    QJsonObject payload = named(message);
    if (isSet(message.expiresAt))
        payload.insert(u"expires_at"_s, toText(message.expiresAt));
    message.number =
        TRY(transaction.announce(roomEvent(EventType::RoomMessageSent, room, message.user,
                                           u"%1 wrote in \"%2\""_s.arg(message.user, room.title), payload)));
    message.changed = message.number;
    TRY(m_messages.insert(transaction, message));
    return message;
}

Result<RoomMessage> RoomChanges::edit(Transaction &transaction, const Room &room, RoomMessage message)
{
    message.editedAt = transaction.now();
    message.changed = TRY(transaction.announce(
        roomEvent(EventType::RoomMessageEdited, room, message.user,
                  u"%1 edited a message in \"%2\""_s.arg(message.user, room.title), named(message))));
    TRY(m_messages.edit(transaction, message));
    return message;
}

Result<void> RoomChanges::clear(Transaction &transaction, const Room &room, RoomMessage message,
                                const QString &by)
{
    message.deletedAt = transaction.now();
    message.deletedBy = by;
    message.changed = TRY(transaction.announce(
        roomEvent(EventType::RoomMessageDeleted, room, by,
                  u"%1 deleted a message in \"%2\""_s.arg(by, room.title), named(message))));
    return m_messages.clear(transaction, message);
}

Result<void> RoomChanges::acknowledge(Transaction &transaction, const Room &room, const RoomMessage &message,
                                      const QString &user, ReceiptKind kind)
{
    const bool read = kind == ReceiptKind::Read;
    const std::optional<RoomReceipt> before = TRY(m_rooms.receipt(room.id, user));
    if (!before)
        return failure(ErrorCode::Forbidden, u"Only who is in the session can give receipts"_s);
    if ((read ? before->read : before->delivered) >= message.number)
        return {}; // said already
    QJsonObject payload = named(message);
    payload.insert(u"receipt"_s, toWord(kind));
    const qint64 changed = TRY(transaction.announce(roomEvent(
        EventType::RoomReceiptGiven, room, user,
        u"%1 has %2 the messages in \"%3\""_s.arg(user, read ? u"read"_s : u"got"_s, room.title), payload)));
    return m_rooms.acknowledge(transaction, room.id,
                               {.user = user,
                                .delivered = std::max(before->delivered, message.number),
                                .read = read ? message.number : before->read,
                                .readAt = read ? transaction.now() : before->readAt,
                                .changed = changed});
}

} // namespace core
