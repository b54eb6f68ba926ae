// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/orchestrator/progresshub.h"

#include "core/base/json.h"
#include "server/surfaces/orchestrator/executionjson.h"

#include <QSet>

namespace server::orchestrator {

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject progressJson(core::Core &core, const core::WorkflowView &view)
{
    const QJsonObject all = executionJson(core, view);
    QJsonObject message{{u"type"_s, u"progress"_s},
                        {u"value"_s, view.progress.percent},
                        {u"phase"_s, all.value(u"current_phase"_s)}};
    for (const QString &name : {u"session_id"_s, u"status"_s, u"state"_s, u"progress"_s, u"current_phase"_s,
                                u"phases_completed"_s, u"errors"_s})
        message.insert(name, all.value(name));
    return message;
}

} // namespace

ProgressHub::ProgressHub(core::Core &core)
    : m_core(core)
{
    connect(&core.feed(), &core::Feed::announced, this, &ProgressHub::hear);
}

void ProgressHub::follow(const core::WorkflowView &view, WebSocket &socket)
{
    const core::TaskId task = view.task.id;
    Watched &watched = m_watched[task];
    if (watched.sockets.isEmpty()) {
        watched.workflow = view.workflow.id;
        watched.completed = view.progress.completed;
        watched.told = core::toBytes(progressJson(m_core, view));
        watched.hasEnded = core::isFinal(view.task.state);
    }
    watched.sockets.append(&socket);
    connect(&socket, &WebSocket::received, this, [&socket](const QString &text) {
        if (text == "ping"_L1)
            socket.send(u"pong"_s);
    });
    connect(&socket, &WebSocket::closed, this, [this, task, closed = &socket] { leave(task, closed); });
}

int ProgressHub::followers() const
{
    int sockets = 0;
    for (const Watched &watched : m_watched)
        sockets += static_cast<int>(watched.sockets.size());
    return sockets;
}

void ProgressHub::leave(const core::TaskId &task, WebSocket *socket)
{
    const auto watched = m_watched.find(task);
    if (watched == m_watched.end())
        return;
    watched->sockets.removeAll(socket);
    if (watched->sockets.isEmpty())
        m_watched.erase(watched);
}

void ProgressHub::hear(const QList<core::Event> &events)
{
    QSet<core::TaskId> touched;
    for (const core::Event &event : events) {
        if (m_watched.contains(event.task))
            touched.insert(event.task);
    }
    for (const core::TaskId &task : std::as_const(touched))
        look(task);
}

void ProgressHub::look(const core::TaskId &task)
{
    Watched &watched = m_watched[task];
    const auto view = m_core.workflows().find(watched.workflow, core::localOperator());
    if (!view)
        return;
    for (const QString &phase : view->progress.completed) {
        if (!watched.completed.contains(phase))
            send(
                watched,
                {{u"type"_s, u"phase_complete"_s}, {u"session_id"_s, watched.workflow}, {u"phase"_s, phase}});
    }
    watched.completed = view->progress.completed;
    const QJsonObject progress = progressJson(m_core, *view);
    const QByteArray bytes = core::toBytes(progress);
    if (std::exchange(watched.told, bytes) != bytes)
        send(watched, progress);
    const bool hasEnded = core::isFinal(view->task.state);
    if (hasEnded && !watched.hasEnded) {
        const QJsonObject all = executionJson(m_core, *view);
        send(watched, {{u"type"_s, u"final_result"_s},
                       {u"session_id"_s, watched.workflow},
                       {u"status"_s, all.value(u"status"_s)},
                       {u"results"_s, all.value(u"result"_s)},
                       {u"error"_s, all.value(u"error"_s)}});
    }
    watched.hasEnded = hasEnded;
}

void ProgressHub::send(const Watched &watched, const QJsonObject &message)
{
    const QString text = QString::fromUtf8(core::toBytes(message));
    const QList<WebSocket *> sockets = watched.sockets; // one that cannot be reached may leave meanwhile
    for (WebSocket *socket : sockets)
        socket->send(text);
}

} // namespace server::orchestrator
