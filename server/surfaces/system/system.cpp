// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/system.h"

namespace server::system {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

Endpoint metricsEndpoint(PrometheusMetrics &metrics)
{
    return {
        .method = Method::Get,
        .path = "/metrics",
        .access = core::Scope::MetricsRead,
        .handler = AnswerNow([&metrics](const Request &request) -> Result<Response> {
            return Response::text(200, metrics.text(request.principal),
                                  "text/plain; version=0.0.4; charset=utf-8");
        }),
        .summary = u"Figures for Prometheus"_s,
        .replies = {{.status = 200, .summary = u"The text format of Prometheus"_s, .example = u"# HELP …"_s}},
        .alsoOf = {u"shannon"_s, u"goagents"_s, u"orchestrator"_s}};
}

Endpoint documentEndpoint(std::shared_ptr<const Asset> document)
{
    return {.method = Method::Get,
            .path = "/openapi.json",
            .access = Access::open(),
            .handler =
                AnswerNow([document = std::move(document)](const Request &request) -> Result<Response> {
                    return document->answer(request);
                }),
            .summary = u"This description"_s,
            .replies = {{.status = 200,
                         .summary = u"OpenAPI 3.1"_s,
                         .fields = {{.name = u"openapi"_s, .presence = Presence::Required},
                                    {.name = u"info"_s, .type = FieldType::Object},
                                    {.name = u"servers"_s, .type = FieldType::List},
                                    {.name = u"tags"_s, .type = FieldType::List},
                                    {.name = u"paths"_s, .type = FieldType::Object},
                                    {.name = u"components"_s, .type = FieldType::Object}}}}};
}

} // namespace

Surface surface(core::Core &core, PrometheusMetrics &metrics, std::shared_ptr<const Asset> document)
{
    Surface surface{.name = u"system"_s,
                    .summary = u"Health, readiness, figures, and these documents."_s,
                    .prefixes = {"/health", "/ready", "/readiness", "/metrics", "/openapi.json", "/docs",
                                 "/redoc", "/assets"},
                    .endpoints = healthEndpoints(core)};
    surface.endpoints.push_back(metricsEndpoint(metrics));
    surface.endpoints.push_back(documentEndpoint(std::move(document)));
    for (const Endpoint &row : pageEndpoints())
        surface.endpoints.push_back(row);
    return surface;
}

} // namespace server::system
