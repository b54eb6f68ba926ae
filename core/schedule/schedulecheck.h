// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schedule/cronexpression.h"
#include "core/schedule/schedule.h"

namespace core {

// Fails with InvalidArgument and the contract's text for what cannot be scheduled. Pure.
Result<void> check(const NewSchedule &wanted, const ScheduleLimits &limits);

// What is left of a schedule once the change is made.
NewSchedule changed(NewSchedule wanted, const ScheduleChange &change);

// When a schedule that was checked is due after `after`.
Timestamp nextRun(const NewSchedule &wanted, Timestamp after);

} // namespace core
