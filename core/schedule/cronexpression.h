// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/schedule/cronfield.h"

#include <QDate>
#include <QTimeZone>

namespace core {

// When something is due: "minute hour day month weekday" on the clock of a time zone. A value. Where a day
// and a weekday are both given, either is enough, as cron has it.
//
// Where the clock is put forward, a time that it skips is due as late after midnight as it would have been
// (02:30 is 03:30). Where it is put back, a time that comes twice is due the first time; only what is due
// every hour is due both times. So nothing is skipped, and nothing but what is hourly runs twice.
class CronExpression
{
public:
    // Five fields, or "@hourly", "@daily", "@weekly", "@monthly", "@yearly". Fails with InvalidArgument:
    // "invalid cron expression: …".
    static Result<CronExpression> parse(const QString &text);

    // The first time after `after`; not set when none comes within ten years, such as on 30 February.
    Timestamp next(Timestamp after, const QTimeZone &zone) const;
    // The shortest time between two that are due on one day or on two days that follow each other.
    std::chrono::minutes shortestInterval() const;

private:
    bool matches(const QDate &day) const;
    Timestamp firstOf(const QDate &day, Timestamp after, const QTimeZone &zone) const;

    CronField m_minutes;
    CronField m_hours;
    CronField m_days;
    CronField m_months;
    CronField m_weekdays; // 0 is Sunday
};

// The time zone of an IANA name such as "Europe/Berlin". Fails with "invalid timezone: …".
Result<QTimeZone> zoneNamed(const QString &name);

// RFC 3339 on the clock of the zone: "2026-03-29T09:00:00+02:00". Empty when not set.
QString toText(Timestamp time, const QTimeZone &zone);

} // namespace core
