// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"

#include <QStringList>

namespace core {

enum class CodeAgentState {
    Deploying, // stored; its code is loaded once to see whether it can run
    Ready,
    Failed, // it cannot run on this computer for now; it is looked at again at the next start
};

template<>
struct Words<CodeAgentState>
{
    static constexpr std::pair<CodeAgentState, const char *> table[] = {
        {CodeAgentState::Deploying, "deploying"},
        {CodeAgentState::Ready, "ready"},
        {CodeAgentState::Failed, "failed"},
    };
};

// What somebody deploys. CodeAgentService::deploy() checks it.
struct NewCodeAgent
{
    QString name = {};
    QString code = {}; // Python that defines a function of one argument
    QStringList requirements = {};
};

// An agent that is a piece of Python: a row of the table `code_agent`, without its code.
struct CodeAgent
{
    AgentId id = {};
    QString owner = {};
    QString name = {};
    QStringList requirements = {};
    CodeAgentState state = CodeAgentState::Deploying;
    QString error = {}; // why it failed
    Timestamp createdAt = {};
    Timestamp updatedAt = {};
};

} // namespace core
