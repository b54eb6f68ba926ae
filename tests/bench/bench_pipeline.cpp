// SPDX-License-Identifier: GPL-3.0-or-later
// What the way in costs: the product's server with two rows that answer the same constant as bench_bare does,
// one that anybody may call, and one with a key, a scope, checked fields and a rate limit. The only argument
// is a new data folder. Prints the port and an administrator's key.
#include "core/core.h"
#include "server/http/coreauthenticator.h"
#include "server/http/journalgate.h"
#include "server/http/server.h"
#include "server/surfaces/surfaces.h"

#include <QCoreApplication>

#include <cstdio>

using namespace Qt::Literals::StringLiterals;

namespace {

core::Result<server::Response> pong(const server::Request &)
{
    return server::Response::text(200, "pong", "text/plain");
}

server::Surface constants()
{
    server::Endpoint open{
        .path = "/ping", .access = server::Access::open(), .handler = server::AnswerNow(pong)};
    server::Endpoint guarded{
        .path = "/ping/{id}",
        .access = core::Scope::TasksRead,
        .handler = server::AnswerNow(pong),
        .parameters = {{.name = u"id"_s, .maximum = 64}},
        .query = {{.name = u"limit"_s, .type = server::FieldType::Integer, .minimum = 1, .maximum = 100},
                  {.name = u"status"_s, .allowed = {u"RUNNING"_s, u"COMPLETED"_s}}},
        .limit = server::RateLimit{.name = u"bench"_s, .requests = 1'000'000'000},
    };
    return {.name = u"bench"_s, .prefixes = {"/ping"}, .endpoints = {std::move(open), std::move(guarded)}};
}

int serve(core::Core &core)
{
    server::JournalGate gate(core.journal());
    server::CoreAuthenticator authenticator(core.access());
    server::Surfaces surfaces(core);
    auto made = server::Server::create({}, {constants()},
                                       {.authenticator = authenticator,
                                        .commits = gate,
                                        .rates = core.access().rates(),
                                        .observer = &surfaces.observer(),
                                        .replies = &core.replies()});
    if (!made)
        return 1;
    const auto port = (*made)->listen(u"127.0.0.1"_s, 0);
    if (!port)
        return 1;
    std::printf("%u %s\n", unsigned(*port), qPrintable(*core.keys().firstKey()));
    std::fflush(stdout);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication application(argc, argv);
    core::Clock clock;
    const auto core = core::Core::open({.dataFolder = application.arguments().value(1)}, clock);
    return core && (*core)->start() ? serve(**core) : 1;
}
