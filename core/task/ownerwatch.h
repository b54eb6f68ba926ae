// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/ownerrights.h"
#include "core/base/alarm.h"
#include "core/task/taskservice.h"

#include <QSet>

namespace core {

// Ends the tasks of an account that may no longer give any: what it left running was set up with its rights
// of then, and goes on with those of now. Also looks at the start, as the program may have ended in between.
// What cannot be written now is tried again a second later, until it is. Backend thread; owned by the core.
class OwnerWatch final : public QObject
{
    Q_OBJECT

public:
    OwnerWatch(Journal &journal, Clock &clock, TaskStore &store, TaskService &tasks, OwnerRights &rights);

    // Call once, before tasks run.
    Result<void> open();

private:
    void look(const QString &owner);
    Result<void> endAllOf(const QString &owner);

    Journal &m_journal;
    TaskStore &m_store;
    TaskService &m_tasks;
    OwnerRights &m_rights;
    Alarm m_again;
    QSet<QString> m_left; // whose tasks could not be ended yet
};

} // namespace core
