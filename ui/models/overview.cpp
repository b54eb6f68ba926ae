// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/overview.h"

#include "ui/models/agentnames.h"
#include "ui/models/heldtasks.h"
#include "ui/models/wording.h"

#include <algorithm>

namespace ui {

using namespace std::chrono_literals;
using core::Result;
using core::TaskState;

namespace {

constexpr int eventsRead = 400;
constexpr int mostCompleted = 5;
constexpr int mostLookedAt = 1000; // of what waits
constexpr auto completedFor = 2min;
constexpr auto failedFor = 1h;

// Tasks in this state, newest first.
Result<QList<core::Task>> tasksIn(core::Core &core, const core::Principal &principal, TaskState state)
{
    const bool isCompleted = state == TaskState::Completed;
    const int limit = isCompleted ? mostCompleted + 1 : Overview::mostLines;
    QList<core::Task> tasks = TRY(core.tasks().list({.states = {state}, .limit = limit}, principal));
    if (isCompleted || state == TaskState::Failed) {
        const core::Timestamp now = core.clock().now();
        const core::Timestamp recent = isCompleted ? now - completedFor : now - failedFor;
        tasks.removeIf([recent](const core::Task &task) { return task.finishedAt < recent; });
    }
    // A person sees where the train arrived that was just let go. Where many arrive nobody follows each.
    if (isCompleted && tasks.size() > mostCompleted)
        tasks.clear();
    return tasks;
}

// By risk, then age, as in the list of what waits; then what waits for something else, the oldest first.
Result<QList<core::Task>> waitingTasks(core::Core &core, const core::Principal &principal)
{
    QList<core::Task> tasks;
    QSet<core::TaskId> known;
    for (const core::Approval &approval :
         TRY(core.approvals().mostUrgent(2 * Overview::mostLines, principal))) {
        if (tasks.size() == Overview::mostLines || known.contains(approval.task))
            continue;
        known.insert(approval.task);
        auto task = core.tasks().find(approval.task, principal);
        if (!task || task->state != TaskState::Waiting)
            continue;
        task->updatedAt = approval.requestedAt; // since then it waits, also across a restart
        tasks.append(*task);
    }
    QList<core::Task> others = TRY(tasksIn(core, principal, TaskState::Waiting));
    std::stable_sort(others.begin(), others.end(),
                     [](const core::Task &a, const core::Task &b) { return a.updatedAt < b.updatedAt; });
    others.removeIf([&known](const core::Task &task) { return known.contains(task.id); });
    return tasks + others;
}

core::Timestamp sinceOf(const core::Task &task)
{
    switch (task.state) {
    case TaskState::Running:
        return core::isSet(task.startedAt) ? task.startedAt : task.createdAt;
    case TaskState::Completed:
    case TaskState::Failed:
        return task.finishedAt;
    default:
        return task.updatedAt;
    }
}

Result<QList<OverviewLine>> readLines(core::Core &core, const core::Principal &principal,
                                      const QSet<core::TaskId> &decided)
{
    AgentNames names(core);
    QList<OverviewLine> lines;
    for (const TaskState state : {TaskState::Waiting, TaskState::Running, TaskState::Paused,
                                  TaskState::Completed, TaskState::Failed}) {
        const QList<core::Task> tasks = TRY(state == TaskState::Waiting ? waitingTasks(core, principal)
                                                                        : tasksIn(core, principal, state));
        for (const core::Task &task : tasks) {
            if (lines.size() == Overview::mostLines)
                return lines;
            lines.append({.id = task.id,
                          .title = titleOf(task.query),
                          .where = names.of(task.agent).text(),
                          .state = task.state,
                          .isDecided = state == TaskState::Waiting && decided.contains(task.id),
                          .since = sinceOf(task),
                          .steps = TRY(core.tasks().steps(task.id, principal))});
        }
    }
    return lines;
}

Result<QList<EventLine>> readActivity(core::Core &core, const core::Principal &principal)
{
    QList<EventLine> lines;
    QHash<core::TaskId, QString> titles;
    for (const core::Event &event : TRY(core.feed().events({.limit = eventsRead, .newestFirst = true}))) {
        if (!activityLine(event, {}))
            continue;
        if (!event.task.isEmpty() && !titles.contains(event.task)) {
            const auto task = core.tasks().find(event.task, principal);
            titles.insert(event.task, task ? titleOf(task->query) : shortId(event.task.value));
        }
        lines.append(*activityLine(event, titles.value(event.task)));
        if (lines.size() == Overview::mostActivity)
            break;
    }
    return lines;
}

Result<void> readWaiting(core::Core &core, const core::Principal &principal,
                         const QSet<core::ApprovalId> &held, Overview &overview)
{
    overview.waiting = TRY(core.approvals().count({.state = core::ApprovalState::Pending}, principal));
    overview.oldestWaiting = TRY(core.approvals().oldestPending(principal));
    if (held.isEmpty())
        return {};
    qint64 decided = 0;
    core::Timestamp oldest;
    for (const core::Approval &approval : TRY(core.approvals().mostUrgent(mostLookedAt, principal))) {
        if (held.contains(approval.id))
            ++decided;
        else if (!core::isSet(oldest) || approval.requestedAt < oldest)
            oldest = approval.requestedAt;
    }
    overview.waiting -= decided;
    overview.oldestWaiting = oldest;
    return {};
}

// What the agents may run at once; without agents it is the default lane.
int capacityOf(core::Core &core)
{
    int capacity = 0;
    for (const core::Cluster &cluster : core.fleet().clusters(core::localOperator())) {
        int ofCluster = 0;
        for (const core::Agent &agent : cluster.agents)
            ofCluster += agent.target;
        capacity += std::min(ofCluster, cluster.manifest.policy.maxConcurrentAgents);
    }
    return capacity > 0 ? capacity : core.instances().loadOf({}).instances;
}

} // namespace

bool Overview::hasTasks() const
{
    return std::any_of(counts.begin(), counts.end(), [](qint64 count) { return count > 0; });
}

Result<Overview> readOverview(core::Core &core, const core::Principal &principal,
                              const QSet<core::ApprovalId> &held)
{
    Overview overview;
    overview.now = core.clock().now();
    overview.counts = TRY(core.tasks().counts(principal));
    overview.capacity = capacityOf(core);
    TRY(readWaiting(core, principal, held, overview));
    overview.figures = core.figures().figures();
    const QSet<core::TaskId> decided = TRY(tasksHeldBack(core, held, principal));
    overview.lines = TRY(readLines(core, principal, decided));
    const qint64 ended = std::count_if(overview.lines.cbegin(), overview.lines.cend(),
                                       [](const OverviewLine &line) { return core::isFinal(line.state); });
    const qint64 active = overview.counts.value(TaskState::Running) +
                          overview.counts.value(TaskState::Waiting) +
                          overview.counts.value(TaskState::Paused);
    overview.more = std::max<qint64>(0, active - (overview.lines.size() - ended));
    overview.counts[TaskState::Waiting] -=
        std::min<qint64>(decided.size(), overview.counts.value(TaskState::Waiting));
    overview.activity = TRY(readActivity(core, principal));
    overview.clusters = static_cast<int>(core.fleet().clusters(core::localOperator()).size());
    overview.documents = TRY(core.knowledge().count(core::localOperator()));
    return overview;
}

} // namespace ui
