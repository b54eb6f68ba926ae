// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/task.h"

#include <optional>

namespace core {

enum class ScheduleState { Active, Paused, Deleted };

template<>
struct Words<ScheduleState>
{
    static constexpr std::pair<ScheduleState, const char *> table[] = {
        {ScheduleState::Active, "active"},
        {ScheduleState::Paused, "paused"},
        {ScheduleState::Deleted, "deleted"},
    };
};

// What somebody wants to be done again and again.
struct NewSchedule
{
    QString name = {};
    QString description = {};
    QString cron = {};
    QString zone = QStringLiteral("UTC");
    QString query = {};
    QJsonObject context = {};
    double budget = 0;                    // US dollars a run; 0: none
    std::chrono::seconds timeLimit{3600}; // of a run
};

// What somebody changes; what is not set stays.
struct ScheduleChange
{
    std::optional<QString> name = {};
    std::optional<QString> description = {};
    std::optional<QString> cron = {};
    std::optional<QString> zone = {};
    std::optional<QString> query = {};
    std::optional<QJsonObject> context = {};
    std::optional<double> budget = {};
    std::optional<std::chrono::seconds> timeLimit = {};
};

// A row of the table `schedule`.
struct Schedule
{
    QString id = {}; // a UUID
    QString owner = {};
    NewSchedule wanted = {};
    ScheduleState state = ScheduleState::Active;
    QString reason = {}; // why it was paused
    Timestamp createdAt = {};
    Timestamp updatedAt = {};
    Timestamp lastRunAt = {};
    Timestamp nextRunAt = {}; // not set while it is paused
    qint64 runs = 0;
    qint64 succeeded = 0;
    qint64 failed = 0;
};

// A time that was due, and its task as it is now. Without a task nobody could be asked, and `error` says why.
struct ScheduleRun
{
    Timestamp dueAt = {};
    Timestamp triggeredAt = {};
    std::optional<Task> task = {};
    QString error = {};
};

// Which schedules to list, newest first. Deleted ones are in no list.
struct ScheduleFilter
{
    QString owner = {}; // empty: everybody's
    std::optional<ScheduleState> state = {};
    int limit = 50;
    int offset = 0;
};

// What schedules may be; settings.
struct ScheduleLimits
{
    int perOwner = 50;
    std::chrono::minutes interval{60}; // between two runs, at least
    double budget = 10;                // US dollars a run, at most
};

} // namespace core
