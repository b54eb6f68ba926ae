// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of the whole system, and what it offers.
#include "server/surfaces/goagents/agentrows.h"
#include "server/surfaces/goagents/envelope.h"
#include "server/surfaces/goagents/goagents.h"
#include "server/surfaces/system/cpumeter.h"

#include <algorithm>
#include <cmath>

namespace server::goagents {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

// `goroutines` is the contract's word for what runs side by side; here these are threads.
QJsonObject systemFigures(system::CpuMeter &meter)
{
    const system::ProcessFigures figures = system::readProcessFigures();
    return {{u"uptime_seconds"_s, qint64{figures.uptime.count() / 1000}},
            {u"memory_usage_mb"_s, std::round(double(figures.residentBytes) / 104857.6) / 10.0},
            {u"cpu_usage_percent"_s, std::round(meter.percent(figures) * 10.0) / 10.0},
            {u"goroutines"_s, figures.threads}};
}

QJsonObject clusterFigures(const QList<core::Cluster> &clusters)
{
    const auto count = [&clusters](core::ClusterState state) {
        return qint64{std::count_if(clusters.begin(), clusters.end(), [state](const core::Cluster &cluster) {
            return cluster.state == state;
        })};
    };
    return {{u"total"_s, clusters.size()},
            {u"running"_s, count(core::ClusterState::Running)},
            {u"scaling"_s, count(core::ClusterState::Scaling)}};
}

QJsonObject agentFigures(const QList<core::Agent> &agents)
{
    const auto count = [&agents](core::AgentStatus status) {
        return qint64{std::count_if(agents.begin(), agents.end(), [status](const core::Agent &agent) {
            return agent.load.status == status;
        })};
    };
    return {{u"total"_s, agents.size()},
            {u"active"_s, count(core::AgentStatus::Running) + count(core::AgentStatus::Scaling)},
            {u"idle"_s, count(core::AgentStatus::Idle)}};
}

Result<Response> metrics(core::Core &core, const TaskRate &rate, system::CpuMeter &meter,
                         const Request &request)
{
    core::AgentTotal total;
    for (const core::AgentTotal &one : TRY(core.tasks().totals()))
        total += one;
    const QJsonObject requests{{u"total"_s, total.requests()},
                               {u"success_rate"_s, successRate(total)},
                               {u"avg_response_time_ms"_s, averageMs(total)},
                               {u"requests_per_minute"_s, rate.lastMinute()}};
    return success(core.clock().now(), 200,
                   QJsonObject{{u"system"_s, systemFigures(meter)},
                               {u"clusters"_s, clusterFigures(core.fleet().clusters(request.principal))},
                               {u"agents"_s, agentFigures(core.fleet().agents({}, request.principal))},
                               {u"requests"_s, requests}});
}

Result<Response> description(core::Core &core)
{
    return success(
        core.clock().now(), 200,
        QJsonObject{{u"name"_s, u"Signalbox"_s},
                    {u"version"_s, QStringLiteral(SIGNALBOX_VERSION)},
                    {u"description"_s, u"A console and server for people who run teams of AI agents"_s},
                    {u"api_version"_s, u"v1"_s},
                    {u"endpoints"_s, QJsonObject{{u"clusters"_s, u"/api/v1/clusters"_s},
                                                 {u"agents"_s, u"/api/v1/agents"_s},
                                                 {u"metrics"_s, u"/api/v1/metrics"_s},
                                                 {u"health"_s, u"/health"_s},
                                                 {u"ready"_s, u"/ready"_s},
                                                 {u"openapi"_s, u"/openapi.json"_s}}},
                    {u"features"_s,
                     QJsonArray{u"multi-provider-support"_s, u"dynamic-scaling"_s, u"tool-connectivity"_s,
                                u"streaming-responses"_s, u"metrics-collection"_s, u"approvals"_s}},
                    {u"providers"_s, QJsonArray::fromStringList(core.providers().names())},
                    {u"tools"_s, QJsonArray::fromStringList(core.tools().names())}});
}

} // namespace

std::vector<Endpoint> figureEndpoints(core::Core &core, TaskRate &rate)
{
    const auto meter = std::make_shared<system::CpuMeter>();
    return {
        {.method = Method::Get,
         .path = "/api/v1/metrics",
         .access = core::Scope::MetricsRead,
         .handler = AnswerNow(
             [&core, &rate, meter](const Request &request) { return metrics(core, rate, *meter, request); }),
         .summary = u"Figures of the process, the clusters, the agents and their requests"_s},
        {.method = Method::Get,
         .path = "/api/v1/info",
         .access = Access::known(),
         .handler = AnswerNow([&core](const Request &) { return description(core); }),
         .summary = u"What this server is and offers"_s},
    };
}

} // namespace server::goagents
