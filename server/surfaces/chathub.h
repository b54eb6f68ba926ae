// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"

#include <QHash>

#include <functional>
#include <optional>

namespace server {

// Later: there is more to say than the listener has room for, so he wants to be asked again.
enum class Interest { More, Later, NoMore };

// Who waits for what an agent says. The functions are called from the event loop, after a commit.
struct ChatListener
{
    std::function<void(const core::Partial &)> told = {};    // a piece of an answer, while it is written
    std::function<void(const core::Event &)> heard = {};     // what happened, before it rested
    std::function<Interest(const core::Task &)> rested = {}; // the task waits for a person, or has ended
    std::function<bool()> hasRoom = {}; // whether he has read enough to be told more; always, unless set
    std::function<void()> fail = {};    // the store could not be read: break off, do not end
};

// Brings the answers of agents to the chats that wait for them: one ear on the feed for all of them. Who
// reads more slowly than an agent writes is told the rest from the store and the feed, as he reads; where the
// pieces of an answer are gone by then, its text comes as one. Owned by Surfaces; backend thread.
class ChatHub final : public QObject
{
    Q_OBJECT

public:
    explicit ChatHub(core::Core &core);
    ~ChatHub() override;

    // Follows a task from now on; call it in the turn in which the task was submitted. leave() with the
    // number that is returned ends it, as does the end of the task.
    quint64 follow(const core::TaskId &task, ChatListener listener);
    // The listener has read some.
    void goOn(quint64 number);
    void leave(quint64 number);
    int followers() const { return int(m_followers.size()); }

private:
    struct Follower
    {
        core::TaskId task;
        ChatListener listener;
        core::StreamPlace place = {};                 // he was told everything up to here
        std::optional<core::StreamPlace> missed = {}; // the first piece that he was not told yet
        QHash<core::StepId, qsizetype> said = {};     // how much of the answers that are being written
        bool isBehind = false;                        // what happens now comes later, by goOn()
        bool isTold = false;                          // he is being told, and need not be told from within
        bool hasGap = false;                          // pieces were gone: texts come whole
        bool isGone = false;
    };
    using Followers = QList<std::shared_ptr<Follower>>;

    void hear(const QList<core::Event> &events);
    void look(const core::TaskId &task);
    void rest(quint64 number, const core::Task &task);
    bool hasRoomNow(Follower &follower) const;
    void give(Follower &follower, const core::Partial &piece);
    void give(Follower &follower, const core::Event &event);
    bool replay(Follower &follower);
    bool replayPieces(Follower &follower, QList<core::Partial> &pieces, qint64 before);
    bool fillGap(Follower &follower, const core::Event &finished);

    core::Core &m_core;
    quint64 m_last = 0;
    QHash<quint64, std::shared_ptr<Follower>> m_followers;
    QHash<core::TaskId, QList<quint64>> m_ofTask;
};

} // namespace server
