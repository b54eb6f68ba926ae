// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/websocket.h"
#include "server/surfaces/goagents/chatturn.h"

namespace server::goagents {

// A conversation with an agent over one WebSocket. A child of the socket; backend thread. What comes in is
// {"type": "message", content, conversation_id?, context?} or {"type": "ping"}; what goes out are the lines
// of a turn, each with its conversation_id, "pong", or {"type": "error", error: {code, message}}. Without a
// conversation_id a message continues the conversation of the one before. Turns run on when the client
// leaves.
class AgentSocket final : public QObject
{
    Q_OBJECT

public:
    AgentSocket(core::Core &core, ChatHub &chats, WebSocket &socket, const QString &agent,
                const core::Principal &principal);
    ~AgentSocket() override;

private:
    void receive(const QString &text);
    void begin(const QJsonObject &message);
    void refuse(const core::Error &error);
    void send(const QJsonObject &line);

    core::Core &m_core;
    ChatHub &m_chats;
    WebSocket &m_socket;
    QString m_agent;
    core::Principal m_principal;
    QString m_conversation;
    QSet<quint64> m_turns;
};

} // namespace server::goagents
