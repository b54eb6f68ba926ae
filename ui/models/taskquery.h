// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/task.h"

#include <QStringList>

namespace ui {

// What a list of tasks is narrowed to, as a person writes it: "status:failed cluster:docs refund policy".
struct TaskQuery
{
    QList<core::TaskState> states = {}; // empty: any
    QString cluster = {};
    QString agent = {};
    QString session = {};
    QString text = {};
    QString problem = {}; // what could not be understood, and what can be written instead

    friend bool operator==(const TaskQuery &, const TaskQuery &) = default;

    // Words with "status:", "cluster:", "agent:" or "session:" before them narrow; the others are the text.
    static TaskQuery of(const QString &written);
    bool isEmpty() const { return *this == TaskQuery{}; }
};

} // namespace ui
