// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/alarm.h"
#include "core/core.h"

#include <QHash>
#include <QJsonObject>
#include <QSet>

#include <optional>

namespace server::livechat {

class RoomConnection;

// Brings what happens in rooms to everybody who is connected to them, each event turned into its frame once
// however many listen, and knows who is there and who is typing. Owned by Surfaces; backend thread.
class RoomHub final : public QObject
{
    Q_OBJECT

public:
    explicit RoomHub(core::Core &core);

    // A connection has its history up to now, and wants what follows. One of the same user is replaced.
    void enter(RoomConnection &connection);
    // It has ended.
    void leave(RoomConnection &connection);
    // What the connection's user does on the keyboard; forgotten by itself after five seconds.
    void setTyping(RoomConnection &connection, bool typing);

    // What goes out for an event of a room; nothing for what nobody is told, or what is not there any more.
    std::optional<QJsonObject> frameOf(const core::Event &event) const;

    QStringList online(const core::RoomId &room) const;
    int connectedUsers() const { return static_cast<int>(m_users.size()); }

private:
    // Who is in one room. `gone` are those of whom the others were told that they left.
    struct Presence
    {
        QHash<QString, RoomConnection *> online;
        QHash<QString, core::Timestamp> typing; // until
        QSet<QString> gone;
    };

    void hear(const core::Event &event);
    void deliver(const core::RoomId &room, const QJsonObject &frame, qint64 seq, const QString &butNot = {});
    void takeOut(const core::RoomId &room, const QString &user);
    void cutOff(const core::KeyId &key);
    void closeAll(const core::RoomId &room, const QString &reason);
    void tellPresence(const core::RoomId &room, const QString &type, const QString &user);
    void tellTyping(const core::RoomId &room);
    void forgetTyping();

    core::Core &m_core;
    core::Alarm m_typingAlarm;
    QHash<core::RoomId, Presence> m_rooms;
    QSet<core::RoomId> m_typing; // rooms in which somebody was typing a moment ago
    QHash<QString, int> m_users; // connections of each
};

} // namespace server::livechat
