// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/surfaces/shannon/wireframe.h"

#include <QSet>

#include <functional>

namespace server::shannon {

// Who listens to one task. `deliver` is called in the order of places, first with what has happened behind
// `behind`, then live; `end` after the end of the stream was delivered or passed by.
struct Listener
{
    core::StreamPlace behind = {};
    QSet<QString> types = {}; // raw types; empty: all
    std::function<void(const WireEvent &, const StreamEvent &)> deliver;
    std::function<void()> end;
};

// Gives the events of tasks to everybody who streams them, each turned into its frame once however many
// listen. Backend thread; owned by app beside the surfaces. A listener lives as long as the object that it is
// added with.
class TaskStreamHub final : public QObject
{
    Q_OBJECT

public:
    explicit TaskStreamHub(core::Core &core);

    // Replays and then follows. Nothing is missed and nothing is told twice: the store tells up to what is
    // committed now, and the feed what comes after. Ends at once when the task has ended and all was
    // replayed.
    void follow(const core::TaskId &task, QObject *owner, Listener listener);

private:
    struct Follower
    {
        QObject *owner;
        Listener listener;
    };

    void replay(const core::TaskId &task, const std::shared_ptr<Follower> &follower);
    void endReplay(const core::TaskId &task, Listener &listener, bool hasEnded);
    void tell(const WireEvent &event);
    void leave(const core::TaskId &task, const QObject *owner);

    core::Core &m_core;
    QHash<core::TaskId, QList<std::shared_ptr<Follower>>> m_followers;
};

} // namespace server::shannon
