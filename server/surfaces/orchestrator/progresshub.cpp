// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/orchestrator/progresshub.h"

#include "core/base/json.h"
#include "server/surfaces/orchestrator/executionjson.h"

#include <QPointer>
#include <QSet>

#include <algorithm>

namespace server::orchestrator {

using namespace Qt::Literals::StringLiterals;

namespace {

QString textOf(const QJsonObject &message)
{
    return QString::fromUtf8(core::toBytes(message));
}

QString progressText(core::Core &core, const core::WorkflowView &view)
{
    const QJsonObject all = executionJson(core, view);
    QJsonObject message{{u"type"_s, u"progress"_s},
                        {u"value"_s, view.progress.percent},
                        {u"phase"_s, all.value(u"current_phase"_s)}};
    for (const QString &name : {u"session_id"_s, u"status"_s, u"state"_s, u"progress"_s, u"current_phase"_s,
                                u"phases_completed"_s, u"errors"_s})
        message.insert(name, all.value(name));
    return textOf(message);
}

} // namespace

// Put together once, however many are told.
class ProgressHub::News
{
public:
    News(core::Core &core, const core::WorkflowView &view)
        : m_core(core)
        , m_view(view)
        , m_progress(progressText(core, view))
    {
    }

    const QStringList &completed() const { return m_view.progress.completed; }
    const QString &progress() const { return m_progress; }
    bool hasEnded() const { return core::isFinal(m_view.task.state); }

    QString phase(const QString &phase) const
    {
        return textOf(
            {{u"type"_s, u"phase_complete"_s}, {u"session_id"_s, m_view.workflow.id}, {u"phase"_s, phase}});
    }

    const QString &end()
    {
        if (m_end.isEmpty()) {
            const QJsonObject all = executionJson(m_core, m_view);
            m_end = textOf({{u"type"_s, u"final_result"_s},
                            {u"session_id"_s, m_view.workflow.id},
                            {u"status"_s, all.value(u"status"_s)},
                            {u"results"_s, all.value(u"result"_s)},
                            {u"error"_s, all.value(u"error"_s)}});
        }
        return m_end;
    }

private:
    core::Core &m_core;
    const core::WorkflowView &m_view;
    QString m_progress;
    QString m_end;
};

ProgressHub::ProgressHub(core::Core &core)
    : m_core(core)
{
    connect(&core.feed(), &core::Feed::announced, this, &ProgressHub::hear);
}

void ProgressHub::follow(const core::WorkflowView &view, WebSocket &socket)
{
    const core::TaskId task = view.task.id;
    Watched &watched = m_watched[task];
    watched.workflow = view.workflow.id;
    watched.followers.append({.socket = &socket, .completed = view.progress.completed, .isBehind = true});
    connect(&socket, &WebSocket::received, this, [&socket](const QString &text) {
        if (text == "ping"_L1 && socket.hasRoom()) // who has more to read sees that we are there
            socket.send(u"pong"_s);
    });
    connect(&socket, &WebSocket::taken, this, [this, task] { look(task, Whom::ThoseBehind); });
    connect(&socket, &WebSocket::closed, this, [this, task, closed = &socket] { leave(task, closed); });
    look(task, Whom::ThoseBehind);
}

int ProgressHub::followers() const
{
    int sockets = 0;
    for (const Watched &watched : m_watched)
        sockets += static_cast<int>(watched.followers.size());
    return sockets;
}

void ProgressHub::leave(const core::TaskId &task, WebSocket *socket)
{
    const auto watched = m_watched.find(task);
    if (watched == m_watched.end())
        return;
    watched->followers.removeIf([socket](const Follower &follower) { return follower.socket == socket; });
    if (watched->followers.isEmpty())
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
        look(task, Whom::Everybody);
}

void ProgressHub::look(const core::TaskId &task, Whom whom)
{
    const auto mayBeTold = [whom](const Follower &follower) {
        return whom == Whom::Everybody || (follower.isBehind && follower.socket->hasRoom());
    };
    const auto watched = m_watched.find(task);
    if (watched == m_watched.end() || std::ranges::none_of(watched->followers, mayBeTold))
        return;
    const auto view = m_core.workflows().find(watched->workflow, core::localOperator());
    QList<QPointer<WebSocket>> done; // who is closed leaves the list of those who follow
    if (view) {
        News news(m_core, *view);
        for (Follower &follower : watched->followers) {
            if (mayBeTold(follower))
                follower.isBehind = !tell(follower, news);
            if (news.hasEnded() && !follower.isBehind)
                done.append(follower.socket);
        }
    } else if (view.error().code == core::ErrorCode::NotFound) {
        for (const Follower &follower : std::as_const(watched->followers))
            done.append(follower.socket);
    }
    for (const QPointer<WebSocket> &socket : std::as_const(done)) {
        if (socket)
            socket->close(1000, view ? QString() : u"The workflow was deleted"_s);
    }
}

// Each message only when there is room for it; false when there is more to tell.
bool ProgressHub::tell(Follower &follower, News &news)
{
    follower.completed.removeIf([&news](const QString &phase) { return !news.completed().contains(phase); });
    for (const QString &phase : news.completed()) {
        if (follower.completed.contains(phase))
            continue;
        if (!follower.socket->hasRoom())
            return false;
        follower.socket->send(news.phase(phase));
        follower.completed.append(phase);
    }
    if (follower.progress != news.progress()) {
        if (!follower.socket->hasRoom())
            return false;
        follower.socket->send(news.progress());
        follower.progress = news.progress();
    }
    if (!news.hasEnded())
        return true;
    if (!follower.socket->hasRoom())
        return false;
    follower.socket->send(news.end());
    return true;
}

} // namespace server::orchestrator
