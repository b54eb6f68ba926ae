// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "ui/models/agentnames.h"

namespace ui {

// Everything that the screen of one task shows, as it was at one moment.
struct TaskView
{
    core::Task task = {};
    AgentName agent = {};
    QList<core::Step> steps = {};
    QList<core::Event> events = {}; // the newest ones, oldest first
    core::Approval approval = {};   // that waits; without an id when none does
    QList<core::Partial> partials = {};
    core::Timestamp now = {};
};

// Reads it. Backend thread.
core::Result<TaskView> readTaskView(core::Core &core, const core::TaskId &id,
                                    const core::Principal &principal);

// The request that would submit the same task, to paste into a shell. The key is the shell's SIGNALBOX_KEY.
QString curlOf(const core::Task &task, const QString &address);

} // namespace ui
