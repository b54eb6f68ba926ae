// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/chathub.h"

#include <QSet>

namespace server {

ChatHub::ChatHub(core::Core &core)
    : m_core(core)
{
    connect(&core.feed(), &core::Feed::announced, this, &ChatHub::hear);
    connect(&core.feed(), &core::Feed::told, this, [this](const core::Partial &partial) {
        // Listeners may leave while they are told.
        const auto listeners = m_listeners.value(partial.task);
        for (auto it = listeners.begin(); it != listeners.end(); ++it) {
            if (m_tasks.contains(it.key()) && it.value()->told)
                it.value()->told(partial);
        }
    });
}

// Those who wait may be children, and take their leave as they go.
ChatHub::~ChatHub()
{
    const QObjectList waiting = children();
    qDeleteAll(waiting);
}

quint64 ChatHub::follow(const core::TaskId &task, ChatListener listener)
{
    const quint64 number = ++m_last;
    m_tasks.insert(number, task);
    m_listeners[task].insert(number, std::make_shared<ChatListener>(std::move(listener)));
    return number;
}

void ChatHub::leave(quint64 number)
{
    const core::TaskId task = m_tasks.take(number);
    const auto listeners = m_listeners.find(task);
    if (listeners == m_listeners.end())
        return;
    listeners->remove(number);
    if (listeners->isEmpty())
        m_listeners.erase(listeners);
}

void ChatHub::hear(const QList<core::Event> &events)
{
    QSet<core::TaskId> touched;
    for (const core::Event &event : events) {
        if (!m_listeners.contains(event.task))
            continue;
        touched.insert(event.task);
        const auto listeners = m_listeners.value(event.task);
        for (auto it = listeners.begin(); it != listeners.end(); ++it) {
            if (m_tasks.contains(it.key()) && it.value()->heard)
                it.value()->heard(event);
        }
    }
    for (const core::TaskId &task : std::as_const(touched))
        look(task);
}

// Any of its events can be the one after which a task only waits for a person, so its row is asked.
void ChatHub::look(const core::TaskId &id)
{
    const auto task = m_core.tasks().find(id, core::localOperator());
    if (!task || (task->state != core::TaskState::Waiting && !core::isFinal(task->state)))
        return;
    const auto listeners = m_listeners.value(id);
    for (auto it = listeners.begin(); it != listeners.end(); ++it) {
        if (!m_tasks.contains(it.key()))
            continue;
        const Interest interest = it.value()->rested(*task);
        if (interest == Interest::NoMore || core::isFinal(task->state))
            leave(it.key());
    }
}

} // namespace server
