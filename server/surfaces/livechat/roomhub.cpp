// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/livechat/roomhub.h"

#include "server/surfaces/livechat/roomconnection.h"
#include "server/surfaces/livechat/roomframes.h"

#include <utility>

namespace server::livechat {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

RoomHub::RoomHub(core::Core &core)
    : m_core(core)
    , m_typingAlarm(core.clock())
{
    connect(&m_typingAlarm, &core::Alarm::rang, this, &RoomHub::forgetTyping);
    connect(&core.feed(), &core::Feed::announced, this, [this](const QList<core::Event> &events) {
        for (const core::Event &event : events) {
            if (event.type == core::EventType::KeyRevoked)
                cutOff({event.subject});
            else if (m_rooms.contains({event.subject}))
                hear(event);
        }
    });
}

void RoomHub::enter(RoomConnection &connection)
{
    Presence &presence = m_rooms[connection.room()];
    RoomConnection *const before = presence.online.value(connection.user());
    presence.online.insert(connection.user(), &connection);
    ++m_users[connection.user()];
    if (before != nullptr) {
        before->replace();
        return;
    }
    if (presence.gone.remove(connection.user()))
        tellPresence(connection.room(), u"user_joined"_s, connection.user());
}

void RoomHub::leave(RoomConnection &connection)
{
    const core::RoomId room = connection.room();
    const QString user = connection.user();
    if (--m_users[user] <= 0)
        m_users.remove(user);
    const auto found = m_rooms.find(room);
    if (found == m_rooms.end() || found->online.value(user) != &connection)
        return; // replaced by another one, or told already
    found->online.remove(user);
    if (found->online.isEmpty()) {
        m_rooms.erase(found);
        return;
    }
    if (found->typing.remove(user))
        tellTyping(room);
    if (connection.isGuest())
        return; // leaves the room itself, which is told as such
    found->gone.insert(user);
    tellPresence(room, u"user_left"_s, user);
}

void RoomHub::setTyping(RoomConnection &connection, bool typing)
{
    const auto found = m_rooms.find(connection.room());
    if (found == m_rooms.end())
        return;
    const bool before = found->typing.contains(connection.user());
    if (typing) {
        const core::Timestamp until = m_core.clock().now() + 5s;
        found->typing.insert(connection.user(), until);
        m_typing.insert(connection.room());
        if (!core::isSet(m_typingAlarm.when())) // otherwise something is forgotten before this
            m_typingAlarm.set(until);
    } else {
        found->typing.remove(connection.user());
    }
    if (before != typing)
        tellTyping(connection.room());
}

QStringList RoomHub::online(const core::RoomId &room) const
{
    QStringList users = m_rooms.value(room).online.keys();
    users.sort();
    return users;
}

void RoomHub::hear(const core::Event &event)
{
    const core::RoomId room{event.subject};
    const QString user = event.payload.value(u"user_id"_s).toString();
    if (event.type == core::EventType::RoomLeft)
        takeOut(room, user);
    if (const auto frame = frameOf(event))
        deliver(room, *frame, event.seq, event.type == core::EventType::RoomJoined ? user : QString());
    if (event.type == core::EventType::RoomEnded)
        closeAll(room, u"The session has ended"_s);
}

std::optional<QJsonObject> RoomHub::frameOf(const core::Event &event) const
{
    const core::RoomId room{event.subject};
    const QString user = event.payload.value(u"user_id"_s).toString();
    switch (event.type) {
    case core::EventType::RoomJoined:
        return presenceFrame(u"user_joined"_s, user, event.at);
    case core::EventType::RoomLeft:
        return presenceFrame(u"user_left"_s, user, event.at);
    case core::EventType::RoomEnded:
        return endedFrame(room, event.at);
    case core::EventType::RoomReceiptGiven:
        return receiptFrame(event);
    case core::EventType::RoomMessageSent:
    case core::EventType::RoomMessageEdited:
    case core::EventType::RoomMessageDeleted:
        break;
    default:
        return {};
    }
    const core::RoomMessageId id{event.payload.value(u"message_id"_s).toString()};
    const auto message = m_core.rooms().message(room, id, core::localOperator());
    if (!message)
        return {}; // removed with its room
    if (event.type == core::EventType::RoomMessageDeleted)
        return deletedFrame(*message);
    if (core::isSet(message->deletedAt))
        return {}; // that it was deleted follows
    return event.type == core::EventType::RoomMessageEdited ? editedFrame(*message) : messageFrame(*message);
}

void RoomHub::deliver(const core::RoomId &room, const QJsonObject &frame, qint64 seq, const QString &butNot)
{
    const QString text = toText(frame, seq);
    // A connection may end while it is told: iterate over a copy.
    const QHash<QString, RoomConnection *> online = m_rooms.value(room).online;
    for (auto it = online.begin(); it != online.end(); ++it) {
        if (it.key() != butNot || butNot.isEmpty())
            it.value()->deliver(frame, text, seq);
    }
}

// That the user left is an event of its own, so nothing is told here.
void RoomHub::takeOut(const core::RoomId &room, const QString &user)
{
    Presence &presence = m_rooms[room];
    RoomConnection *const connection = presence.online.take(user);
    presence.gone.remove(user);
    presence.typing.remove(user);
    if (presence.online.isEmpty())
        m_rooms.remove(room);
    if (connection != nullptr)
        connection->end(u"You left the session"_s);
}

// A key that was revoked opens nothing any more, and keeps nothing open.
void RoomHub::cutOff(const core::KeyId &key)
{
    QList<RoomConnection *> cut;
    for (const Presence &presence : std::as_const(m_rooms)) {
        for (RoomConnection *connection : presence.online) {
            if (connection->key() == key)
                cut.append(connection);
        }
    }
    for (RoomConnection *connection : std::as_const(cut))
        connection->refuse(u"The API key was revoked"_s);
}

void RoomHub::closeAll(const core::RoomId &room, const QString &reason)
{
    const QHash<QString, RoomConnection *> online = m_rooms.take(room).online;
    for (RoomConnection *connection : online)
        connection->end(reason);
}

void RoomHub::tellPresence(const core::RoomId &room, const QString &type, const QString &user)
{
    deliver(room, presenceFrame(type, user, m_core.clock().now()), 0, user);
}

void RoomHub::tellTyping(const core::RoomId &room)
{
    QStringList users = m_rooms.value(room).typing.keys();
    users.sort();
    deliver(room, typingFrame(room, users), 0);
}

// Only rooms in which somebody was typing are looked at, and not for each key that is pressed.
void RoomHub::forgetTyping()
{
    const core::Timestamp now = m_core.clock().now();
    core::Timestamp next;
    const QSet<core::RoomId> looked = std::exchange(m_typing, {});
    for (const core::RoomId &id : looked) {
        const auto room = m_rooms.find(id);
        if (room == m_rooms.end())
            continue;
        const bool isChanged =
            room->typing.removeIf([now](const auto &typing) { return typing.value() <= now; }) > 0;
        for (const core::Timestamp until : std::as_const(room->typing)) {
            m_typing.insert(id);
            if (!core::isSet(next) || until < next)
                next = until;
        }
        if (isChanged)
            tellTyping(id);
    }
    m_typingAlarm.set(next);
}

} // namespace server::livechat
