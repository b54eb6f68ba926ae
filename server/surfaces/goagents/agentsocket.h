// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/websocket.h"
#include "server/surfaces/goagents/chatturn.h"

#include <QMap>
#include <QStringList>

#include <memory>

namespace server::goagents {

// A conversation with an agent over one WebSocket. A child of the socket; backend thread. What comes in is
// {"type": "message", content, conversation_id?, context?} or {"type": "ping"}; what goes out are the lines
// of a turn, each with its conversation_id, "pong", or {"type": "error", error: {code, message}}. Without a
// conversation_id a message continues the conversation of the one before. Turns run on when the client
// leaves. To a client that does not read nothing is said, and nothing of what it says is heard, until it
// does.
class AgentSocket final : public QObject
{
    Q_OBJECT

public:
    AgentSocket(core::Core &core, ChatHub &chats, WebSocket &socket, const QString &agent,
                const core::Principal &principal);
    ~AgentSocket() override;

private:
    void receive(const QString &text);
    void answer(const QString &text);
    void goOn();
    void follow(const core::Task &task);
    void begin(const QJsonObject &message);
    void refuse(const core::Error &error);
    void send(const QJsonObject &line);

    core::Core &m_core;
    ChatHub &m_chats;
    WebSocket &m_socket;
    QString m_agent;
    core::Principal m_principal;
    QString m_conversation;
    QMap<quint64, std::shared_ptr<TurnLines>> m_turns;
    QStringList m_unheard; // what came while there was no room for an answer
    bool m_isGoingOn = false;
};

} // namespace server::goagents
