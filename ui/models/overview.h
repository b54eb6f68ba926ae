// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "ui/models/eventline.h"

#include <QSet>

namespace ui {

// A task as a line of the Overview.
struct OverviewLine
{
    core::TaskId id = {};
    QString title = {};
    QString where = {}; // cluster and agent
    core::TaskState state = core::TaskState::Running;
    bool isDecided = false;     // what it waits for is decided, and can still be taken back
    core::Timestamp since = {}; // it runs since, waits since …
    QList<core::Step> steps = {};
};

// Everything that the Overview shows, as it was at one moment.
struct Overview
{
    static constexpr int mostLines = 50;
    static constexpr int mostActivity = 40;

    core::Timestamp now = {};
    core::TaskCounts counts = {};
    int capacity = 0; // how many steps could run at once
    qint64 waiting = 0;
    core::Timestamp oldestWaiting = {}; // not set when nothing waits
    core::Figures figures = {};
    QList<OverviewLine> lines = {}; // those that wait for a person first
    qint64 more = 0;                // active tasks beyond the lines
    QList<EventLine> activity = {}; // newest first
    int clusters = 0;
    qint64 documents = 0;

    bool hasTasks() const;
};

// Reads it. What is decided and can still be taken back (`held`) waits for nobody. Backend thread.
core::Result<Overview> readOverview(core::Core &core, const core::Principal &principal,
                                    const QSet<core::ApprovalId> &held);

} // namespace ui
