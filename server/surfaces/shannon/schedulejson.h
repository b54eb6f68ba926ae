// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schedule/schedule.h"

#include <QJsonObject>

namespace server::shannon {

QJsonObject scheduleJson(const core::Schedule &schedule);
QJsonObject scheduleRunJson(const core::Schedule &schedule, const core::ScheduleRun &run);
// When it runs next, on the clock of its own zone; empty while it does not.
QString nextRunOf(const core::Schedule &schedule);

// The body of POST; what is absent has its default.
core::NewSchedule newScheduleOf(const QJsonObject &body);
// The body of PUT; what is absent stays.
core::ScheduleChange scheduleChangeOf(const QJsonObject &body);

} // namespace server::shannon
