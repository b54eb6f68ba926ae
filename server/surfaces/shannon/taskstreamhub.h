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
    std::function<void()> fail;    // the store could not be read: break off, do not end
    std::function<bool()> hasRoom; // whether he has read enough to be told more
};

// Gives the events of tasks to everybody who streams them, each turned into its frame once however many
// listen. Who reads more slowly than events come is told them from the store, as he reads. Backend thread;
// owned by app beside the surfaces. A listener lives as long as the object that it is added with.
class TaskStreamHub final : public QObject
{
    Q_OBJECT

public:
    explicit TaskStreamHub(core::Core &core);

    // Replays and then follows. Nothing is missed and nothing is told twice: the store tells up to what is
    // committed now, and the feed what comes after. Ends at once when the task has ended and all was
    // replayed.
    void follow(const core::TaskId &task, QObject *owner, Listener listener);
    // The listener of this owner has read some.
    void goOn(const core::TaskId &task, const QObject *owner);
    // Whether somebody who has read up to that place has nothing to come back for. Who names no place has
    // read nothing, and is shown that there is a stream.
    bool isOver(const core::TaskId &task, core::StreamPlace behind, const QSet<QString> &types);

private:
    struct Follower
    {
        QObject *owner;
        Listener listener;
        bool isBehind = true; // what happens now comes later, from the store
        bool isTold = false;  // it is being told, and need not be told again from within
    };

    void replay(const core::TaskId &task, const std::shared_ptr<Follower> &follower);
    bool replayEvents(const core::TaskId &task, Follower &follower, bool &hasEnded);
    void endReplay(const core::TaskId &task, Follower &follower, bool hasEnded);
    void tell(const WireEvent &event);
    void leave(const core::TaskId &task, const QObject *owner);

    core::Core &m_core;
    QHash<core::TaskId, QList<std::shared_ptr<Follower>>> m_followers;
};

} // namespace server::shannon
