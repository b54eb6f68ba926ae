// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/budget.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double threshold = 0.8;

struct Limits
{
    double usd = 0; // 0: none
    qint64 tokens = 0;
};

Limits limitsOf(const Task &task)
{
    return {.usd = task.options.value("budget_usd"_L1).toDouble(),
            .tokens = task.options.value("budget_tokens"_L1).toInteger()};
}

// How much of the budget is used; 1 is all of it.
double shareOf(const Usage &usage, const Limits &limits)
{
    const double money = limits.usd > 0 ? usage.cost / limits.usd : 0;
    const double tokens = limits.tokens > 0 ? double(usage.totalTokens()) / double(limits.tokens) : 0;
    return std::max(money, tokens);
}

Result<void> announceBudget(Transaction &transaction, const TaskRun &run, const Usage &before)
{
    const Limits limits = limitsOf(run.task);
    const double share = shareOf(run.task.usage, limits);
    if (share < threshold || shareOf(before, limits) >= threshold)
        return {};
    const double percent = share * 100;
    TRY(transaction.announce(
        {.type = EventType::BudgetReached,
         .task = run.task.id,
         .message =
             u"Task budget at %1% (threshold: %2%)"_s.arg(percent, 0, 'f', 1).arg(threshold * 100, 0, 'f', 1),
         .payload = {{u"usage_percent"_s, percent},
                     {u"threshold_percent"_s, threshold * 100},
                     {u"tokens_used"_s, run.task.usage.totalTokens()},
                     {u"tokens_budget"_s, limits.tokens},
                     {u"cost_usd"_s, run.task.usage.cost},
                     {u"budget_usd"_s, limits.usd},
                     {u"level"_s, u"warning"_s},
                     {u"budget_type"_s, u"task"_s}}}));
    return {};
}

// Why the task may not go on; empty while it may.
QString overBudget(const Task &task)
{
    const Limits limits = limitsOf(task);
    if (limits.tokens > 0 && task.usage.totalTokens() > limits.tokens)
        return u"Task budget exceeded: %1/%2 tokens"_s.arg(task.usage.totalTokens()).arg(limits.tokens);
    if (limits.usd > 0 && task.usage.cost > limits.usd) {
        return u"Task budget exceeded: $%1 of $%2"_s.arg(task.usage.cost, 0, 'f', 4)
            .arg(limits.usd, 0, 'f', 2);
    }
    return {};
}

bool hasMoreToDo(const TaskRun &run)
{
    return !isFinal(run.task.state) &&
           std::ranges::any_of(run.steps, [](const Step &step) { return !isFinished(step.state); });
}

} // namespace

Result<void> keepToBudget(Transaction &transaction, Transitions &transitions, TaskRun &run,
                          const Usage &before)
{
    if (run.task.usage == before)
        return {};
    TRY(announceBudget(transaction, run, before));
    const QString why = overBudget(run.task);
    if (why.isEmpty() || !hasMoreToDo(run))
        return {};
    return transitions.fail(transaction, run, why);
}

} // namespace core
