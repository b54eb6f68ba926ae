// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/actionquestion.h"

namespace core {

Result<ActionQuestion> questionOf(const Action &action, const Tool &tool, const QString &agent,
                                  const QString &cluster, KnownHosts &hosts)
{
    const QString host = tool.carriesTo(action.arguments, action.query);
    const bool isNew = !host.isEmpty() && !TRY(hosts.knows(action.owner, action.agent, host));
    const ToolSpec spec = tool.spec();
    return ActionQuestion{
        .question = {.tool = spec.name,
                     .effect = isNew ? Effect::Send : spec.effect,
                     .agent = agent,
                     .cluster = cluster,
                     .arguments = action.arguments,
                     .owner = action.target.owner,
                     .definition = action.target.definition,
                     .needsPerson = spec.keepsForOwner && action.audience == Audience::Others},
        .newHost = isNew ? host : QString()};
}

} // namespace core
