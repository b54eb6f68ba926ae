// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/system.h"

namespace server::system {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

Endpoint metricsEndpoint(PrometheusMetrics &metrics)
{
    return {.method = Method::Get,
            .path = "/metrics",
            .access = core::Scope::MetricsRead,
            .handler = AnswerNow([&metrics](const Request &) -> Result<Response> {
                return Response::text(200, metrics.text(), "text/plain; version=0.0.4; charset=utf-8");
            }),
            .summary = u"Figures for Prometheus"_s,
            .replies = {
                {.status = 200, .summary = u"The text format of Prometheus"_s, .example = u"# HELP …"_s}}};
}

Endpoint documentEndpoint(std::shared_ptr<const QByteArray> document)
{
    return {.method = Method::Get,
            .path = "/openapi.json",
            .access = Access::open(),
            .handler = AnswerNow([document = std::move(document)](const Request &) -> Result<Response> {
                return Response::jsonText(200, *document);
            }),
            .summary = u"This description"_s};
}

} // namespace

Surface surface(core::Core &core, PrometheusMetrics &metrics, std::shared_ptr<const QByteArray> document)
{
    Surface surface{.name = u"system"_s,
                    .prefixes = {"/health", "/ready", "/readiness", "/metrics", "/openapi.json"},
                    .endpoints = healthEndpoints(core)};
    surface.endpoints.push_back(metricsEndpoint(metrics));
    surface.endpoints.push_back(documentEndpoint(std::move(document)));
    return surface;
}

} // namespace server::system
