// SPDX-License-Identifier: GPL-3.0-or-later
// Deploying, showing, changing, scaling and removing clusters.
#include "server/surfaces/goagents/agentrows.h"
#include "server/surfaces/goagents/envelope.h"
#include "server/surfaces/goagents/goagents.h"
#include "server/surfaces/goagents/manifestfields.h"

#include <QUrl>

namespace server::goagents {

using core::Result;
using core::Scope;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 largestManifest = 1024 * 1024;
constexpr double mostInstances = 1000;

QString nameOf(const Request &request)
{
    return request.parameter(u"cluster_name");
}

Result<Response> listClusters(core::Core &core)
{
    QJsonArray clusters;
    for (const core::Cluster &cluster : core.fleet().clusters())
        clusters.append(clusterSummary(cluster));
    return success(core.clock().now(), 200, QJsonObject{{u"clusters"_s, clusters}});
}

Result<Response> showCluster(core::Core &core, const Request &request)
{
    const auto cluster = core.fleet().cluster(nameOf(request));
    if (!cluster)
        return about(u"cluster_name"_s, cluster.error());
    return success(core.clock().now(), 200, clusterDetails(*cluster, TRY(activityOf(core))));
}

Result<core::Manifest> manifestOf(core::Core &core, const Request &request)
{
    if (request.body.trimmed().isEmpty())
        return core::invalid(u"body"_s, u"The body is empty. Send a cluster manifest as JSON or YAML."_s);
    return core::toResult(core.fleet().read(request.body));
}

QJsonObject deployment(const core::Cluster &cluster)
{
    return {{u"cluster_id"_s, cluster.id.value},
            {u"name"_s, cluster.name},
            {u"status"_s, core::toWord(cluster.state)}};
}

Result<Response> createCluster(core::Core &core, const Request &request)
{
    const core::Cluster cluster = TRY(core.fleet().deploy(TRY(manifestOf(core, request)), request.principal));
    return success(core.clock().now(), 201, deployment(cluster), u"Cluster deployment initiated"_s)
        .with("Location", "/api/v1/clusters/" + QUrl::toPercentEncoding(cluster.name));
}

Result<Response> change(core::Core &core, const Request &request)
{
    const auto cluster =
        core.fleet().apply(nameOf(request), TRY(manifestOf(core, request)), request.principal);
    if (!cluster)
        return about(u"cluster_name"_s, cluster.error());
    return success(core.clock().now(), 200, deployment(*cluster), u"Cluster updated successfully"_s);
}

Result<Response> removeCluster(core::Core &core, const Request &request)
{
    if (const auto removed = core.fleet().remove(nameOf(request), request.principal); !removed)
        return about(u"cluster_name"_s, removed.error());
    return success(core.clock().now(), 200, std::nullopt, u"Cluster deleted successfully"_s);
}

// How many instances are up is known once the change is committed and the instances follow it.
Response scaled(core::Core &core, const core::Agent &wanted)
{
    const auto agent = core.fleet().agent(wanted.id);
    const int current = agent ? agent->load.instances : wanted.load.instances;
    const QString message =
        current == wanted.target
            ? u"Scaling operation completed"_s
            : u"Scaling operation started: %1 instances now, %2 wanted"_s.arg(current).arg(wanted.target);
    return success(core.clock().now(), 200,
                   QJsonObject{{u"agent_name"_s, wanted.spec.name},
                               {u"current_instances"_s, current},
                               {u"target_instances"_s, wanted.target}},
                   message);
}

void scale(core::Core &core, const Request &request, const LateReply &reply)
{
    const QString cluster = nameOf(request);
    if (const auto known = core.fleet().cluster(cluster); !known)
        return reply.answer(about(u"cluster_name"_s, known.error()));
    const auto agent = core.fleet().scale(cluster, request.json.value(u"agent_name"_s).toString(),
                                          request.json.value(u"instances"_s).toInt(), request.principal);
    if (!agent) {
        const bool isMissing = agent.error().code == core::ErrorCode::NotFound;
        return reply.answer(about(isMissing ? u"agent_name"_s : u"cluster_name"_s, agent.error()));
    }
    core.journal().whenCommitted(&core.fleet(),
                                 [&core, reply, wanted = *agent](const Result<void> &committed) {
                                     if (committed)
                                         reply.answer(scaled(core, wanted));
                                     else
                                         reply.answer(committed.error());
                                 });
}

Endpoint withManifest(Endpoint row)
{
    row.access = Scope::ClustersWrite;
    row.body = manifestBody();
    row.bodyLimit = largestManifest;
    row.counted = Counted::Yes;
    return row;
}

Endpoint scaleEndpoint(core::Core &core)
{
    return {.method = Method::Post,
            .path = "/api/v1/clusters/{cluster_name}/scale",
            .access = Scope::ClustersWrite,
            .body = jsonBody({{.name = u"agent_name"_s, .presence = Presence::Required},
                              {.name = u"instances"_s,
                               .type = FieldType::Integer,
                               .presence = Presence::Required,
                               .minimum = 0,
                               .maximum = mostInstances}}),
            .handler = AnswerLater(
                [&core](const Request &request, const LateReply &reply) { scale(core, request, reply); }),
            .summary = u"Set how many instances of an agent there shall be"_s,
            .replies = {{.status = 409, .summary = u"SCALING_IN_PROGRESS: busy instances finish first"_s}},
            .counted = Counted::Yes};
}

} // namespace

std::vector<Endpoint> clusterEndpoints(core::Core &core)
{
    return {
        {.method = Method::Get,
         .path = "/api/v1/clusters",
         .access = Scope::ClustersRead,
         .handler = AnswerNow([&core](const Request &) { return listClusters(core); }),
         .summary = u"List all clusters, oldest first"_s},
        withManifest({.method = Method::Post,
                      .path = "/api/v1/clusters",
                      .handler = AnswerNow([&core](const Request &request) { return createCluster(core, request); }),
                      .summary = u"Deploy a cluster from a manifest in JSON or YAML"_s,
                      .replies = {{.status = 201, .summary = u"Deployed; its instances start"_s},
                                  {.status = 409, .summary = u"CLUSTER_EXISTS"_s}}}),
        {.method = Method::Get,
         .path = "/api/v1/clusters/{cluster_name}",
         .access = Scope::ClustersRead,
         .handler = AnswerNow([&core](const Request &request) { return showCluster(core, request); }),
         .summary = u"Show a cluster with its agents and their metrics"_s},
        withManifest(
            {.method = Method::Put,
             .path = "/api/v1/clusters/{cluster_name}",
             .handler = AnswerNow([&core](const Request &request) { return change(core, request); }),
             .summary = u"Change a cluster to what its manifest now says"_s,
             .replies = {{.status = 409, .summary = u"SCALING_IN_PROGRESS: busy instances finish first"_s}}}),
        {.method = Method::Delete,
         .path = "/api/v1/clusters/{cluster_name}",
         .access = Scope::ClustersWrite,
         .handler = AnswerNow([&core](const Request &request) { return removeCluster(core, request); }),
         .summary = u"Remove a cluster and its agents"_s,
         .counted = Counted::Yes},
        scaleEndpoint(core),
    };
}

} // namespace server::goagents
