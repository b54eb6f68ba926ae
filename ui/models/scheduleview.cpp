// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/scheduleview.h"

#include "core/schedule/schedulecheck.h"
#include "ui/models/cronwords.h"
#include "ui/models/timetext.h"
#include "ui/models/translation.h"
#include "ui/models/wording.h"

namespace ui {

using core::Result;
using core::Schedule;

namespace {

constexpr int mostRuns = 100;
constexpr int timesAhead = 3;

CellRow rowOf(const Schedule &schedule, core::Timestamp now)
{
    const bool isPaused = schedule.state == core::ScheduleState::Paused;
    const QString runs = schedule.failed > 0
                             ? tr("%1, %2 failed").arg(countText(schedule.runs), countText(schedule.failed))
                             : countText(schedule.runs);
    return {.id = schedule.id,
            .cells = {{.text = schedule.wanted.name, .kind = CellKind::Strong},
                      {.text = cronText(schedule.wanted.cron), .kind = CellKind::Muted},
                      {.text = isPaused ? QString() : comingText(schedule.nextRunAt, now)},
                      {.text = momentText(schedule.lastRunAt, now), .kind = CellKind::Muted},
                      {.text = runs, .kind = CellKind::Number},
                      {.text = isPaused ? tr("Paused") : tr("Active"),
                       .kind = CellKind::Pill,
                       .tone = isPaused ? Tone::Neutral : Tone::Green}}};
}

} // namespace

Result<ScheduleList> readSchedules(core::Core &core, const core::Principal &principal)
{
    return ScheduleList{.schedules = TRY(core.schedules().list({.limit = ScheduleList::most}, principal)),
                        .inAll = TRY(core.schedules().count({}, principal)),
                        .now = core.clock().now()};
}

Result<ScheduleView> readScheduleView(core::Core &core, const QString &id, const core::Principal &principal)
{
    ScheduleView view{.schedule = TRY(core.schedules().find(id, principal)), .now = core.clock().now()};
    view.runs = TRY(core.schedules().runs(view.schedule, 0, mostRuns));
    core::Timestamp next = view.schedule.nextRunAt;
    for (int i = 0; i < timesAhead && core::isSet(next); ++i) {
        view.next.append(next);
        next = core::nextRun(view.schedule.wanted, next);
    }
    return view;
}

QList<CellRow> rowsOf(const ScheduleList &list)
{
    QList<CellRow> rows;
    for (const Schedule &schedule : list.schedules)
        rows.append(rowOf(schedule, list.now));
    return rows;
}

} // namespace ui
