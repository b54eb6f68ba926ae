// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"

#include <QHash>

#include <functional>

namespace server {

enum class Interest { More, NoMore };

// Who waits for what an agent says. The functions are called from the event loop, after a commit.
struct ChatListener
{
    std::function<void(const core::Partial &)> told = {};    // a piece of an answer, while it is written
    std::function<void(const core::Event &)> heard = {};     // what happened, before it rested
    std::function<Interest(const core::Task &)> rested = {}; // the task waits for a person, or has ended
};

// Brings the answers of agents to the chats that wait for them: one ear on the feed for all of them. Owned by
// Surfaces; backend thread.
class ChatHub final : public QObject
{
    Q_OBJECT

public:
    explicit ChatHub(core::Core &core);
    ~ChatHub() override;

    // Follows a task from now on; call it in the turn in which the task was submitted. leave() with the
    // number that is returned ends it, as does the end of the task.
    quint64 follow(const core::TaskId &task, ChatListener listener);
    void leave(quint64 number);
    int followers() const { return int(m_tasks.size()); }

private:
    void hear(const QList<core::Event> &events);
    void look(const core::TaskId &task);

    core::Core &m_core;
    quint64 m_last = 0;
    QHash<quint64, core::TaskId> m_tasks;
    QHash<core::TaskId, QHash<quint64, std::shared_ptr<ChatListener>>> m_listeners;
};

} // namespace server
