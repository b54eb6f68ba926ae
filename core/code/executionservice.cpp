// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/code/executionservice.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

ExecutionService::ExecutionService(Journal &journal, CodeAgentService &agents, AgentSessionService &sessions,
                                   TaskService &tasks)
    : m_journal(journal)
    , m_agents(agents)
    , m_sessions(sessions)
    , m_tasks(tasks)
{
}

Result<Execution> ExecutionService::executionOf(const Task &task, const Principal &principal)
{
    const QList<Step> steps = TRY(m_tasks.steps(task.id, principal));
    const auto step =
        std::find_if(steps.begin(), steps.end(), [](const Step &one) { return one.kind == StepKind::Code; });
    if (step == steps.end())
        return failure(ErrorCode::NotFound, u"Execution not found"_s);
    return Execution{.task = task, .step = *step};
}

Result<Execution> ExecutionService::execute(const NewExecution &wanted, const Principal &principal)
{
    const CodeAgent agent = TRY(m_agents.find(wanted.agent, principal));
    if (agent.state == CodeAgentState::Deploying)
        return failure(ErrorCode::Conflict, u"The agent is still being deployed. Try again in a moment."_s);
    if (agent.state == CodeAgentState::Failed)
        return failure(ErrorCode::Unavailable, u"The agent cannot run. %1"_s.arg(agent.error));
    const QString input = toCompactText(wanted.data);
    if (input.size() > largestInput)
        return Error{.code = ErrorCode::TooLarge,
                     .text = u"input_data is larger than 1 MB"_s,
                     .field = u"input_data"_s};
    const NewTask run{.query = u"Run %1 on %2"_s.arg(agent.name, shortened(input, 200)),
                      .sessionId = wanted.session.value,
                      .agent = agent.id,
                      .input = wanted.data};
    return m_journal.record([&](Transaction &transaction) -> Result<Execution> {
        if (!wanted.session.isEmpty())
            TRY(useSession(transaction, wanted.session, principal));
        return executionOf(TRY(m_tasks.submit(transaction, run, principal)), principal);
    });
}

// The session that is not there is not what the address names, so the field is told.
Result<void> ExecutionService::useSession(Transaction &transaction, const AgentSessionId &session,
                                          const Principal &principal)
{
    auto used = m_sessions.use(transaction, session, principal);
    if (used)
        return {};
    Error error = used.error();
    error.field = u"session_id"_s;
    return error;
}

Result<Execution> ExecutionService::find(const AgentId &agent, const TaskId &id, const Principal &principal)
{
    const auto task = m_tasks.find(id, principal);
    if (!task || task->agent != agent)
        return failure(ErrorCode::NotFound, u"Execution not found"_s);
    return executionOf(*task, principal);
}

Result<QList<Execution>> ExecutionService::list(const AgentId &agent, int limit, const TaskId &before,
                                                const Principal &principal)
{
    TRY(m_agents.find(agent, principal));
    QList<Execution> executions;
    for (const Task &task :
         TRY(m_tasks.list({.agents = {agent}, .before = before, .limit = limit}, principal)))
        executions.append(TRY(executionOf(task, principal)));
    return executions;
}

} // namespace core
