// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/websocket.h"
#include "server/surfaces/livechat/tokenbucket.h"

#include <QMap>
#include <QTimer>

#include <optional>

namespace server::livechat {

class RoomHub;

// One client of a room over its WebSocket, of which it is a child; backend thread. The first message says who
// comes and where; then the history goes out, and what happens follows without a gap or a repetition: each
// frame of the room has a number, and the history names the number that it reaches to. Who comes back gives
// the last number as `last_seq` and gets only what was missed.
//
// A client that sends what cannot be used is told so and stays; one that floods is cut off. Who reads more
// slowly than the others speak is told the rest from the store, as he reads.
class RoomConnection final : public QObject
{
    Q_OBJECT

public:
    RoomConnection(core::Core &core, RoomHub &hub, WebSocket &socket, const core::Principal &principal);
    ~RoomConnection() override;

    const core::RoomId &room() const { return m_room; }
    const QString &user() const { return m_user; }
    const core::KeyId &key() const { return m_principal.key; }
    // Came without a name and got one; it is in the room for as long as it is connected.
    bool isGuest() const { return m_guest; }

    // For the hub. Frames that are known already are left out.
    void deliver(const QJsonObject &frame, const QString &text, qint64 seq);
    void replace();
    void end(const QString &reason);
    void refuse(const QString &reason);

private:
    enum class Phase { Greeting, Entering, Inside, Over };

    void receive(const QString &text);
    void greet(const QString &text);
    void enter(const core::Result<void> &committed);
    core::Result<void> sendHistory();
    core::Result<bool> sendMissed();
    core::Result<QJsonObject> historyOf(const QList<core::RoomMessage> &messages);
    bool isFlood();
    // The client has read some.
    void goOn();
    bool tellMissed(const core::Event &event);
    void catchUp();
    void close(int code, const QString &reason);

    void handle(const QString &text);
    void act(const QString &type, const QJsonObject &frame);
    void actOnMessage(const QString &type, const QJsonObject &frame);
    // Tells the client of a failure, now or when the commit fails.
    void settle(const core::Result<void> &result);
    void tell(const QString &text);
    void cease();

    core::Core &m_core;
    RoomHub &m_hub;
    WebSocket &m_socket;
    core::Principal m_principal;
    core::RoomId m_room;
    QString m_user;
    QStringList m_early; // what came before the history was sent
    qint64 m_seq = 0;    // the client has everything up to this event
    bool m_isBehind = false;
    bool m_isTold = false;
    QMap<QString, QString> m_presence; // who came, went and types while it was behind: the last of each
    std::optional<QString> m_goodbye;  // it ends with this, once it was told everything
    TokenBucket m_pace;
    int m_excess = 0;
    bool m_guest = false;
    QTimer m_patience;
    Phase m_phase = Phase::Greeting;
};

} // namespace server::livechat
