// SPDX-License-Identifier: GPL-3.0-or-later
// Whether Signalbox lives, and whether it can do its work. The bodies have the fields of all contracts that
// define these addresses.
#include "server/surfaces/system/system.h"

#include <QJsonArray>

#include <algorithm>

namespace server::system {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString okay = u"ok"_s;
const QString failed = u"failed"_s;

QJsonObject body(core::Core &core, const QString &status, const QJsonObject &checks)
{
    const QString now = core::toText(core.clock().now());
    return {{u"status"_s, status},
            {u"version"_s, QStringLiteral(SIGNALBOX_VERSION)},
            {u"time"_s, now},
            {u"timestamp"_s, now},
            {u"checks"_s, checks}};
}

Result<Response> health(core::Core &core)
{
    QJsonObject answer = body(core, u"healthy"_s, {{u"gateway"_s, okay}});
    answer.insert(u"workflows_available"_s, true);
    return Response::json(200, answer);
}

// What this computer does without, which does not keep tasks from being taken.
QJsonArray missingOf(core::Core &core)
{
    QJsonArray missing;
    for (const core::Capability &capability : core.place().missing())
        missing.append(QJsonObject{{u"name"_s, capability.name},
                                   {u"text"_s, capability.sentence},
                                   {u"package"_s, capability.package}});
    return missing;
}

Response readiness(core::Core &core, const Result<void> &read, const Result<void> &written)
{
    const bool hasRoom = core.folder().hasRoom();
    const bool isReady = read && written && hasRoom;
    QJsonObject answer = body(core, isReady ? u"ready"_s : u"not ready"_s,
                              {{u"store"_s, read ? okay : failed},
                               {u"journal"_s, written ? okay : failed},
                               {u"disk"_s, hasRoom ? okay : failed},
                               {u"orchestrator"_s, isReady ? okay : failed}});
    answer.insert(u"missing"_s, missingOf(core));
    if (!isReady)
        answer.insert(u"error"_s, !read      ? read.error().text
                                  : !written ? written.error().text
                                             : u"The disk is nearly full. Free some space."_s);
    if (isReady) {
        const QList<core::Cluster> clusters = core.fleet().clusters(core::localOperator());
        const auto running =
            std::count_if(clusters.begin(), clusters.end(), [](const core::Cluster &cluster) {
                return cluster.state == core::ClusterState::Running;
            });
        answer.insert(u"clusters_total"_s, clusters.size());
        answer.insert(u"clusters_running"_s, qint64{running});
    }
    return Response::json(isReady ? 200 : 503, answer);
}

// The store must answer a query and never have been found damaged, and the journal must begin and commit a
// change, though it changes nothing.
void checkReadiness(core::Core &core, const LateReply &reply)
{
    const auto counts = core.tasks().counts(core::localOperator());
    const std::optional<core::Error> broken = core.database().damage() ? core.database().damage()
                                              : counts                 ? std::nullopt
                                                                       : std::optional(counts.error());
    const Result<void> read = broken ? Result<void>(*broken) : Result<void>();
    const auto recorded = core.journal().record([](core::Transaction &) -> Result<void> { return {}; });
    core.journal().whenCommitted(&core.journal(),
                                 [&core, read, recorded, reply](const Result<void> &committed) {
                                     reply.answer(readiness(core, read, recorded ? committed : recorded));
                                 });
}

Endpoint readinessEndpoint(core::Core &core, const QByteArray &path)
{
    return {
        .method = Method::Get,
        .path = path,
        .access = Access::open(),
        .handler =
            AnswerLater([&core](const Request &, const LateReply &reply) { checkReadiness(core, reply); }),
        .summary =
            u"Whether tasks can be taken: the store is read, the journal committed, and the disk has room"_s,
        .description =
            u"`missing` names what this computer does without, such as a sandbox for code, and the package "
            u"of Debian "
            "and Ubuntu that would bring it (empty where none would). It does not keep tasks from being taken."_s,
        .replies = {
            {.status = 503, .summary = u"Not ready; checks says what failed, and error what to do"_s}}};
}

} // namespace

std::vector<Endpoint> healthEndpoints(core::Core &core)
{
    return {
        {.method = Method::Get,
         .path = "/health",
         .access = Access::open(),
         .handler = AnswerNow([&core](const Request &) { return health(core); }),
         .summary = u"Whether the server answers"_s},
        readinessEndpoint(core, "/ready"),
        readinessEndpoint(core, "/readiness"),
    };
}

} // namespace server::system
