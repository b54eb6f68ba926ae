// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/task/ownerwatch.h"

#include "core/base/log.h"

#include <utility>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int tasksAtOnce = 200;

// The one who ends what nobody may go on with.
Principal doorkeeper()
{
    return {.user = u"signalbox"_s, .name = u"Signalbox"_s, .scopes = allScopes};
}

} // namespace

OwnerWatch::OwnerWatch(Journal &journal, Clock &clock, TaskStore &store, TaskService &tasks,
                       OwnerRights &rights)
    : m_journal(journal)
    , m_store(store)
    , m_tasks(tasks)
    , m_rights(rights)
    , m_again(clock)
{
    connect(&journal, &Journal::committed, this, [this](const QList<Event> &events) {
        for (const Event &event : events) {
            if (event.type == EventType::AccountChanged)
                look(event.subject);
        }
    });
    connect(&m_again, &Alarm::rang, this, [this] {
        const QSet<QString> left = std::exchange(m_left, {});
        for (const QString &owner : left)
            look(owner);
    });
}

Result<void> OwnerWatch::open()
{
    for (const QString &owner : TRY(m_store.activeOwners()))
        look(owner);
    return {};
}

void OwnerWatch::look(const QString &owner)
{
    const auto ended = endAllOf(owner);
    if (!ended)
        qCWarning(logRun).noquote() << "The tasks of an account that may not give any could not be ended:"
                                    << ended.error().text << ended.error().detail;
    m_journal.whenCommitted(this, [this, owner, isDone = bool(ended)](const Result<void> &committed) {
        if (isDone && committed)
            return;
        m_left.insert(owner);
        m_again.tryAgain();
    });
}

Result<void> OwnerWatch::endAllOf(const QString &owner)
{
    if ((TRY(m_rights.of(owner)) & (Scope::TasksWrite | Scope::AgentsExecute)) != Scopes())
        return {};
    for (;;) {
        const QList<Task> active = TRY(m_store.list(
            {.owner = owner,
             .states = {TaskState::Queued, TaskState::Running, TaskState::Waiting, TaskState::Paused},
             .limit = tasksAtOnce}));
        if (active.isEmpty())
            return {};
        for (const Task &task : active)
            TRY(m_tasks.cancel(task.id, u"The account was blocked, or may no longer give tasks"_s,
                               doorkeeper()));
    }
}

} // namespace core
