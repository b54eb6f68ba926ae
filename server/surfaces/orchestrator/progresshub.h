// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/websocket.h"

#include <QHash>
#include <QJsonObject>

namespace server::orchestrator {

// Tells the WebSockets of workflows how these get on: one ear on the feed for all of them. Owned by Surfaces;
// backend thread. A message is {"type": "phase_complete", "phase"}, {"type": "progress", "value", "phase",
// and the fields of /workflow-status} when something of that has changed, or {"type": "final_result",
// "results"}.
class ProgressHub final : public QObject
{
    Q_OBJECT

public:
    explicit ProgressHub(core::Core &core);

    // Tells this socket of what happens from now on; it also answers "ping" with "pong".
    void follow(const core::WorkflowView &view, WebSocket &socket);
    int followers() const;

private:
    struct Watched
    {
        QString workflow = {};
        QStringList completed = {};
        QByteArray told = {};
        QList<WebSocket *> sockets = {};
        bool hasEnded = false;
    };

    void hear(const QList<core::Event> &events);
    void look(const core::TaskId &task);
    void leave(const core::TaskId &task, WebSocket *socket);
    static void send(const Watched &watched, const QJsonObject &message);

    core::Core &m_core;
    QHash<core::TaskId, Watched> m_watched;
};

} // namespace server::orchestrator
