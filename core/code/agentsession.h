// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"

namespace core {

using AgentSessionId = Id<struct AgentSessionTag>;

enum class AgentSessionState {
    Created,
    Running,   // something was executed in it
    Completed, // the last three are final
    Failed,
    Expired,
};

template<>
struct Words<AgentSessionState>
{
    static constexpr std::pair<AgentSessionState, const char *> table[] = {
        {AgentSessionState::Created, "created"},     {AgentSessionState::Running, "running"},
        {AgentSessionState::Completed, "completed"}, {AgentSessionState::Failed, "failed"},
        {AgentSessionState::Expired, "expired"},
    };
};

inline bool isFinal(AgentSessionState state)
{
    return state >= AgentSessionState::Completed;
}

struct NewAgentSession
{
    QString name = {};
    QString description = {};
    std::chrono::seconds timeout{3600};
    int maxIterations = 100;
};

// A row of the table `agent_session`: a session that somebody opened, with a time and a number of executions
// that it may have. Its tasks carry its id as their session_id.
struct AgentSession
{
    AgentSessionId id = {};
    QString owner = {};
    QString name = {};
    QString description = {};
    AgentSessionState state = AgentSessionState::Created;
    std::chrono::seconds timeout{0};
    int maxIterations = 0;
    int iterations = 0;
    Timestamp createdAt = {};
    Timestamp updatedAt = {};
    Timestamp expiresAt = {};
    Timestamp endedAt = {};
};

} // namespace core
