// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/code/agentsessionservice.h"
#include "core/code/codeagentservice.h"
#include "core/task/taskservice.h"

namespace core {

// One run of a code agent: a task of that agent and its step of code. It is nowhere else, so it is paused,
// cancelled, seen and repeated as every task is.
struct Execution
{
    Task task = {};
    Step step = {};
};

struct NewExecution
{
    AgentId agent = {};
    QJsonValue data = {};
    AgentSessionId session = {}; // none: the task gets a session of its own
};

// Runs agents that are code, on demand. Owned by the core; backend thread.
class ExecutionService
{
public:
    static constexpr qsizetype largestInput = 1'000'000;

    ExecutionService(Journal &journal, CodeAgentService &agents, AgentSessionService &sessions,
                     TaskService &tasks);

    // An iteration of the session, when one is named. Fails with Conflict while the agent is deploying, and
    // with Unavailable and its reason when it has failed.
    Result<Execution> execute(const NewExecution &wanted, const Principal &principal);
    // NotFound when the agent has no such execution.
    Result<Execution> find(const AgentId &agent, const TaskId &id, const Principal &principal);
    // Newest first.
    Result<QList<Execution>> list(const AgentId &agent, int limit, const TaskId &before,
                                  const Principal &principal);

private:
    Result<void> useSession(Transaction &transaction, const AgentSessionId &session,
                            const Principal &principal);
    Result<Execution> executionOf(const Task &task, const Principal &principal);

    Journal &m_journal;
    CodeAgentService &m_agents;
    AgentSessionService &m_sessions;
    TaskService &m_tasks;
};

} // namespace core
