// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/policy/knownhosts.h"
#include "core/policy/policy.h"

namespace core {

// A call of a tool, with whose task it is and what that person wrote.
struct Action
{
    QString owner = {};
    QString query = {};
    AgentId agent = {};
    QJsonObject arguments = {};
    PolicyTarget target = {}; // as AgentTools knows it
    Audience audience = Audience::Owner;
};

// What policy is asked of it, wherever that is.
struct ActionQuestion
{
    PolicyQuestion question = {};
    QString newHost = {}; // to which it carries something for the first time, which counts as sending
};

// Puts it. `agent` and `cluster` are names. Fails where the store cannot be read.
Result<ActionQuestion> questionOf(const Action &action, const Tool &tool, const QString &agent,
                                  const QString &cluster, KnownHosts &hosts);

} // namespace core
