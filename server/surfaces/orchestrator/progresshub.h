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
// "results"}, after which it is closed. Whoever comes is told at once how things stand. Who reads more slowly
// than that is told each phase, and then how things stand when he has read.
class ProgressHub final : public QObject
{
    Q_OBJECT

public:
    explicit ProgressHub(core::Core &core);

    // Tells this socket how the workflow stands, and what happens from now on; it also answers "ping" with
    // "pong".
    void follow(const core::WorkflowView &view, WebSocket &socket);
    int followers() const;

private:
    // What a socket was told last.
    struct Follower
    {
        WebSocket *socket = nullptr;
        QStringList completed = {};
        QString progress = {};
        bool isBehind = false;
    };
    struct Watched
    {
        QString workflow = {};
        QList<Follower> followers = {};
    };
    enum class Whom { Everybody, ThoseBehind };

    void hear(const QList<core::Event> &events);
    void look(const core::TaskId &task, Whom whom);
    void leave(const core::TaskId &task, WebSocket *socket);

    // How a workflow stands, as messages.
    class News;
    static bool tell(Follower &follower, News &news);

    core::Core &m_core;
    QHash<core::TaskId, Watched> m_watched;
};

} // namespace server::orchestrator
