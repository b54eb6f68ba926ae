// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "ui/models/celltablemodel.h"

namespace ui {

// The schedules that the list shows, newest first, as they were at one moment.
struct ScheduleList
{
    static constexpr int most = 500;

    QList<core::Schedule> schedules = {};
    qint64 inAll = 0; // more than are listed, when there are very many
    core::Timestamp now = {};
};

// Everything about one of them.
struct ScheduleView
{
    core::Schedule schedule = {};
    QList<core::Timestamp> next = {};
    QList<core::ScheduleRun> runs = {}; // newest first
    core::Timestamp now = {};
};

// Read them. Backend thread.
core::Result<ScheduleList> readSchedules(core::Core &core, const core::Principal &principal);
core::Result<ScheduleView> readScheduleView(core::Core &core, const QString &id,
                                            const core::Principal &principal);

// The columns of the list: name, when, next, last, runs, state.
QList<CellRow> rowsOf(const ScheduleList &list);

} // namespace ui
