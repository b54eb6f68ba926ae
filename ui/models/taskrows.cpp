// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/taskrows.h"

#include "ui/models/agentnames.h"
#include "ui/models/wording.h"

#include <algorithm>
#include <optional>

namespace ui {

using core::Result;

namespace {

TaskRow rowOf(const core::Task &task, AgentNames &names)
{
    return {.id = task.id,
            .title = titleOf(task.query),
            .cluster = names.of(task.agent).cluster,
            .state = task.state,
            .mode = task.mode,
            .startedAt = task.startedAt,
            .finishedAt = task.finishedAt,
            .tokens = task.usage.totalTokens(),
            .cost = task.usage.cost};
}

TaskRows rowsOf(core::Core &core, const QList<core::Task> &tasks)
{
    AgentNames names(core);
    TaskRows rows{.now = core.clock().now()};
    for (const core::Task &task : tasks)
        rows.rows.append(rowOf(task, names));
    return rows;
}

bool same(const QString &wanted, const QString &name)
{
    return wanted.isEmpty() || wanted.compare(name, Qt::CaseInsensitive) == 0;
}

// The agents that are meant; not set when the query does not speak of agents.
std::optional<QList<core::AgentId>> agentsOf(core::Core &core, const TaskQuery &query)
{
    if (query.cluster.isEmpty() && query.agent.isEmpty())
        return {};
    QList<core::AgentId> agents;
    for (const core::Agent &agent : core.fleet().agents({}, core::localOperator())) {
        if (same(query.cluster, agent.clusterName) && same(query.agent, agent.spec.name))
            agents.append(agent.id);
    }
    return agents;
}

} // namespace

Result<TaskRows> readTaskRows(core::Core &core, const TaskQuery &query, const core::TaskId &before, int limit,
                              const core::Principal &principal)
{
    core::TaskFilter filter{.states = query.states,
                            .sessionId = query.session,
                            .text = query.text,
                            .before = before,
                            .limit = limit};
    const auto agents = agentsOf(core, query);
    if (agents && agents->isEmpty())
        return TaskRows{};
    filter.agents = agents.value_or(QList<core::AgentId>());
    return rowsOf(core, TRY(core.tasks().list(filter, principal)));
}

Result<TaskRows> readTaskRows(core::Core &core, const TaskQuery &query, const QSet<core::TaskId> &ids,
                              const core::Principal &principal)
{
    const auto agents = agentsOf(core, query);
    QList<core::Task> tasks;
    for (const core::TaskId &id : ids) {
        const auto task = core.tasks().find(id, principal);
        if (!task && task.error().code == core::ErrorCode::NotFound)
            continue; // it is gone, and not merely unread
        if (!task)
            return task.error();
        const bool matches = (query.states.isEmpty() || query.states.contains(task->state)) &&
                             (query.session.isEmpty() || query.session == task->sessionId) &&
                             (!agents || agents->contains(task->agent)) &&
                             task->query.contains(query.text, Qt::CaseInsensitive);
        if (matches)
            tasks.append(*task);
    }
    return rowsOf(core, tasks);
}

} // namespace ui
