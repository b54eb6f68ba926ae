// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/schedulecheck.h"

#include "core/base/json.h"
#include "core/base/visibletext.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestName = 255;
constexpr qsizetype longestDescription = 10'000;
constexpr qsizetype longestQuery = 100'000;
constexpr qsizetype largestContext = 1'000'000;
constexpr std::chrono::seconds longestRun = std::chrono::hours(24 * 7);

Result<void> checkTexts(const NewSchedule &wanted)
{
    if (wanted.name.trimmed().isEmpty())
        return invalid(u"name"_s, u"schedule name required"_s);
    if (wanted.name.size() > longestName)
        return invalid(u"name"_s, u"name is longer than 255 characters"_s);
    if (visibleLine(wanted.name) != wanted.name)
        return invalid(u"name"_s, u"name must be one line of characters that can be seen"_s);
    if (wanted.description.size() > longestDescription)
        return invalid(u"description"_s, u"description is longer than 10,000 characters"_s);
    if (wanted.cron.trimmed().isEmpty())
        return invalid(u"cron_expression"_s, u"cron expression required"_s);
    if (wanted.query.trimmed().isEmpty())
        return invalid(u"task_query"_s, u"task query required"_s);
    if (wanted.query.size() > longestQuery)
        return invalid(u"task_query"_s, u"task_query is longer than 100,000 characters"_s);
    TRY(checkAgentIn(wanted.context, u"task_context"_s));
    if (isLargerThan(wanted.context, largestContext))
        return invalid(u"task_context"_s, u"task_context is larger than 1 MB"_s);
    return {};
}

Result<void> checkNumbers(const NewSchedule &wanted, const ScheduleLimits &limits)
{
    if (wanted.budget < 0)
        return invalid(u"max_budget_per_run_usd"_s, u"max_budget_per_run_usd cannot be negative"_s);
    if (wanted.budget > limits.budget) {
        return invalid(
            u"max_budget_per_run_usd"_s,
            u"budget exceeds limit: $%1 > $%2"_s.arg(wanted.budget, 0, 'f', 2).arg(limits.budget, 0, 'f', 2));
    }
    if (wanted.timeLimit.count() < 1 || wanted.timeLimit > longestRun)
        return invalid(u"timeout_seconds"_s, u"timeout_seconds must be between 1 and 604800"_s);
    return {};
}

} // namespace

Result<void> check(const NewSchedule &wanted, const ScheduleLimits &limits)
{
    TRY(checkTexts(wanted));
    const CronExpression cron = TRY(CronExpression::parse(wanted.cron));
    if (cron.shortestInterval() < limits.interval) {
        return invalid(u"cron_expression"_s, u"cron interval too short: must be at least %1 minutes"_s.arg(
                                                 limits.interval.count()));
    }
    TRY(zoneNamed(wanted.zone));
    return checkNumbers(wanted, limits);
}

NewSchedule changed(NewSchedule wanted, const ScheduleChange &change)
{
    wanted.name = change.name.value_or(wanted.name);
    wanted.description = change.description.value_or(wanted.description);
    wanted.cron = change.cron.value_or(wanted.cron);
    wanted.zone = change.zone.value_or(wanted.zone);
    wanted.query = change.query.value_or(wanted.query);
    wanted.context = change.context.value_or(wanted.context);
    wanted.budget = change.budget.value_or(wanted.budget);
    wanted.timeLimit = change.timeLimit.value_or(wanted.timeLimit);
    return wanted;
}

Timestamp nextRun(const NewSchedule &wanted, Timestamp after)
{
    const auto cron = CronExpression::parse(wanted.cron);
    const auto zone = zoneNamed(wanted.zone);
    return cron && zone ? cron->next(after, *zone) : Timestamp{};
}

} // namespace core
