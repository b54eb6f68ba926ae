// SPDX-License-Identifier: GPL-3.0-or-later
// Deploying, showing, changing, scaling and removing clusters.
#include "core/base/async.h"
#include "server/surfaces/goagents/agentrows.h"
#include "server/surfaces/goagents/envelope.h"
#include "server/surfaces/goagents/goagents.h"
#include "server/surfaces/goagents/manifestfields.h"

#include <QUrl>

#include <functional>

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

Result<Response> listClusters(core::Core &core, const Request &request)
{
    QJsonArray clusters;
    for (const core::Cluster &cluster : core.fleet().clusters(request.principal))
        clusters.append(clusterSummary(cluster));
    return success(core.clock().now(), 200, QJsonObject{{u"clusters"_s, clusters}});
}

Result<Response> showCluster(core::Core &core, const Request &request)
{
    const auto cluster = core.fleet().cluster(nameOf(request), request.principal);
    if (!cluster)
        return about(u"cluster_name"_s, cluster.error());
    return success(core.clock().now(), 200, clusterDetails(*cluster, TRY(activityOf(core))));
}

// Reads the manifest in a thread of the pool, because a small one can stand for much.
void withManifestOf(core::Core &core, const Request &request, const LateReply &reply,
                    std::function<Result<Response>(const core::ManifestReading &)> then)
{
    if (request.body.trimmed().isEmpty()) {
        return reply.answer(
            core::invalid(u"body"_s, u"The body is empty. Send a cluster manifest as JSON or YAML."_s));
    }
    core::runInPool(
        &core.fleet(),
        [text = request.body, rules = core.fleet().rules()] { return core::readManifestText(text, rules); },
        [reply, then = std::move(then)](const core::ManifestReading &reading) {
            const auto manifest = core::toResult(reading);
            reply.answer(manifest ? then(reading) : Result<Response>(manifest.error()));
        });
}

// What is odd about the manifest, such as a provider without a key, is told with the success.
QJsonObject deployment(const core::Cluster &cluster, const core::ManifestReading &reading)
{
    QJsonObject json{{u"cluster_id"_s, cluster.id.value},
                     {u"name"_s, cluster.name},
                     {u"status"_s, core::toWord(cluster.state)}};
    QJsonArray warnings;
    for (const core::Finding &warning : reading.warnings)
        warnings.append(warning.text);
    if (!warnings.isEmpty())
        json.insert(u"warnings"_s, warnings);
    return json;
}

void createCluster(core::Core &core, const Request &request, const LateReply &reply)
{
    const auto deploy =
        [&core, principal = request.principal](const core::ManifestReading &reading) -> Result<Response> {
        const core::Cluster cluster = TRY(core.fleet().deploy(reading.manifest, principal));
        return success(core.clock().now(), 201, deployment(cluster, reading),
                       u"Cluster deployment initiated"_s)
            .with("Location", "/api/v1/clusters/" + QUrl::toPercentEncoding(cluster.name));
    };
    withManifestOf(core, request, reply, deploy);
}

void change(core::Core &core, const Request &request, const LateReply &reply)
{
    const auto apply = [&core, name = nameOf(request),
                        principal = request.principal](core::ManifestReading reading) -> Result<Response> {
        const auto before = core.fleet().cluster(name, principal);
        const auto cluster = core.fleet().apply(name, reading.manifest, principal);
        if (!cluster)
            return about(u"cluster_name"_s, cluster.error());
        if (before && before->isShared && !cluster->isShared)
            reading.warnings.append(
                {.text = u"The cluster was offered to all, and is yours alone now, because what it "
                         "does was changed; an administrator can offer it again"_s});
        return success(core.clock().now(), 200, deployment(*cluster, reading),
                       u"Cluster updated successfully"_s);
    };
    withManifestOf(core, request, reply, apply);
}

Result<Response> share(core::Core &core, const Request &request)
{
    const auto cluster =
        core.fleet().share(nameOf(request), request.json.value(u"shared"_s).toBool(), request.principal);
    if (!cluster)
        return about(u"cluster_name"_s, cluster.error());
    return success(core.clock().now(), 200, clusterSummary(*cluster),
                   cluster->isShared ? u"Cluster offered to all"_s : u"Cluster is its owner's alone"_s);
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
    if (const auto known = core.fleet().cluster(cluster, request.principal); !known)
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
         .handler = AnswerNow([&core](const Request &request) { return listClusters(core, request); }),
         .summary = u"List the clusters that are yours or offered to all, oldest first"_s},
        withManifest({.method = Method::Post,
                      .path = "/api/v1/clusters",
                      .handler = AnswerLater([&core](const Request &request, const LateReply &reply) {
                          createCluster(core, request, reply);
                      }),
                      .summary = u"Deploy a cluster from a manifest in JSON or YAML"_s,
                      .replies = {{.status = 201,
                                   .summary = u"Deployed; its instances start"_s,
                                   .headers = {sentHeader(u"Location"_s, u"Where the cluster is"_s)}},
                                  {.status = 409, .summary = u"CLUSTER_EXISTS"_s}}}),
        {.method = Method::Get,
         .path = "/api/v1/clusters/{cluster_name}",
         .access = Scope::ClustersRead,
         .handler = AnswerNow([&core](const Request &request) { return showCluster(core, request); }),
         .summary = u"Show a cluster with its agents and their metrics"_s},
        withManifest(
            {.method = Method::Put,
             .path = "/api/v1/clusters/{cluster_name}",
             .handler = AnswerLater(
                 [&core](const Request &request, const LateReply &reply) { change(core, request, reply); }),
             .summary = u"Change a cluster to what its manifest now says"_s,
             .replies = {{.status = 409, .summary = u"SCALING_IN_PROGRESS: busy instances finish first"_s}}}),
        {.method = Method::Patch,
         .path = "/api/v1/clusters/{cluster_name}",
         .access = Scope::Administer,
         .body = jsonBody({{.name = u"shared"_s,
                            .type = FieldType::Boolean,
                            .presence = Presence::Required,
                            .summary = u"true offers it to all"_s}}),
         .handler = AnswerNow([&core](const Request &request) { return share(core, request); }),
         .summary = u"Offer a cluster to all, or leave it to its owner alone"_s,
         .description = u"Everybody sees a cluster that is offered, may name its agents, and may choose one "
                        u"of them as his "
                        "default. Only its owner and administrators change it."_s,
         .counted = Counted::Yes},
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
