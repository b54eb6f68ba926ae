// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/goagents/agentrows.h"

#include <cmath>

namespace server::goagents {

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonArray toolsOf(const core::AgentSpec &spec)
{
    QJsonArray tools;
    for (const core::ToolDeclaration &tool : spec.tools) {
        QJsonObject object{{u"type"_s, core::toWord(tool.type)}, {u"name"_s, tool.name}};
        if (!tool.url.isEmpty())
            object.insert(u"url"_s, tool.url);
        tools.append(object);
    }
    return tools;
}

} // namespace

core::Result<AgentActivity> activityOf(core::Core &core)
{
    return AgentActivity{.totals = TRY(core.tasks().totals()),
                         .conversations = TRY(core.tasks().activeConversations())};
}

double averageMs(const core::AgentTotal &total)
{
    const qint64 requests = total.requests();
    return requests > 0 ? std::round(10.0 * double(total.durationMs) / double(requests)) / 10.0 : 0.0;
}

double successRate(const core::AgentTotal &total)
{
    const qint64 requests = total.requests();
    return requests > 0 ? std::round(1000.0 * double(total.completed) / double(requests)) / 1000.0 : 1.0;
}

core::AgentTotal &operator+=(core::AgentTotal &sum, const core::AgentTotal &other)
{
    sum.completed += other.completed;
    sum.failed += other.failed;
    sum.cancelled += other.cancelled;
    sum.durationMs += other.durationMs;
    return sum;
}

QJsonObject agentSummary(const core::Agent &agent, const AgentActivity &activity)
{
    return {{u"id"_s, agent.id.value},
            {u"name"_s, agent.spec.name},
            {u"cluster"_s, agent.clusterName},
            {u"status"_s, core::toWord(agent.load.status)},
            {u"provider"_s, agent.spec.provider},
            {u"model"_s, agent.spec.model},
            {u"instances"_s, agent.load.instances},
            {u"active_conversations"_s, activity.conversations.value(agent.id)},
            {u"created_at"_s, core::toText(agent.createdAt)}};
}

QJsonObject agentDetails(const core::Agent &agent, const AgentActivity &activity)
{
    const core::AgentTotal total = activity.totals.value(agent.id);
    QJsonObject details = agentSummary(agent, activity);
    details.insert(u"system_prompt"_s, agent.spec.systemPrompt);
    details.insert(u"tools"_s, toolsOf(agent.spec));
    details.insert(u"target_instances"_s, agent.target);
    details.insert(u"metrics"_s, QJsonObject{{u"total_requests"_s, total.requests()},
                                             {u"avg_response_time_ms"_s, averageMs(total)},
                                             {u"success_rate"_s, successRate(total)}});
    return details;
}

QJsonObject clusterSummary(const core::Cluster &cluster)
{
    return {{u"name"_s, cluster.name},
            {u"namespace"_s, cluster.namespaceName},
            {u"status"_s, core::toWord(cluster.state)},
            {u"shared"_s, cluster.isShared},
            {u"agents_count"_s, cluster.agents.size()},
            {u"created_at"_s, core::toText(cluster.createdAt)},
            {u"updated_at"_s, core::toText(cluster.updatedAt)}};
}

QJsonObject clusterDetails(const core::Cluster &cluster, const AgentActivity &activity)
{
    QJsonArray agents;
    core::AgentTotal total;
    int conversations = 0;
    for (const core::Agent &agent : cluster.agents) {
        agents.append(QJsonObject{{u"name"_s, agent.spec.name},
                                  {u"id"_s, agent.id.value},
                                  {u"status"_s, core::toWord(agent.load.status)},
                                  {u"instances"_s, agent.load.instances},
                                  {u"provider"_s, agent.spec.provider},
                                  {u"model"_s, agent.spec.model}});
        total += activity.totals.value(agent.id);
        conversations += activity.conversations.value(agent.id);
    }
    return {{u"name"_s, cluster.name},
            {u"namespace"_s, cluster.namespaceName},
            {u"status"_s, core::toWord(cluster.state)},
            {u"shared"_s, cluster.isShared},
            {u"agents"_s, agents},
            {u"metrics"_s, QJsonObject{{u"total_requests"_s, total.requests()},
                                       {u"active_conversations"_s, conversations},
                                       {u"avg_response_time_ms"_s, averageMs(total)}}},
            {u"created_at"_s, core::toText(cluster.createdAt)},
            {u"updated_at"_s, core::toText(cluster.updatedAt)}};
}

} // namespace server::goagents
