// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses that are told what happens, and what came of each message.
#include "core/base/json.h"
#include "core/webhook/webhookmessage.h"
#include "server/surfaces/agentapi/agentapi.h"

#include <QUrl>

namespace server::agentapi {

using core::Delivery;
using core::Result;
using core::Scope;
using core::Webhook;
using core::WebhookId;
using core::WebhookService;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject toJson(const Webhook &webhook)
{
    return {{u"id"_s, webhook.id.value},
            {u"url"_s, webhook.url},
            {u"events"_s, QJsonArray::fromStringList(webhook.events)},
            {u"created_at"_s, core::toText(webhook.createdAt)}};
}

QJsonObject toJson(const Delivery &delivery)
{
    const bool isPending = delivery.state == core::DeliveryState::Pending;
    return {
        {u"id"_s, delivery.id.value},
        {u"webhook_id"_s, delivery.webhook.value},
        {u"event"_s, delivery.type},
        {u"status"_s, core::toWord(delivery.state)},
        {u"attempts"_s, delivery.attempts},
        {u"next_attempt_at"_s, isPending ? core::timeOrNull(delivery.dueAt) : QJsonValue()},
        {u"response_status"_s, delivery.status > 0 ? QJsonValue(delivery.status) : QJsonValue()},
        {u"error"_s, delivery.error.isEmpty() ? QJsonValue() : QJsonValue(delivery.error)},
        {u"replay_of"_s, delivery.replayOf.isEmpty() ? QJsonValue() : QJsonValue(delivery.replayOf.value)},
        {u"payload"_s, core::storedObject(QString::fromUtf8(delivery.body))},
        {u"created_at"_s, core::toText(delivery.createdAt)},
        {u"finished_at"_s, core::timeOrNull(delivery.finishedAt)}};
}

QByteArray addressOf(const WebhookId &id)
{
    return "/v1/webhooks/" + QUrl::toPercentEncoding(id.value);
}

WebhookId idOf(const Request &request)
{
    return {request.parameter(u"webhook_id")};
}

Result<Response> createWebhook(core::Core &core, const Request &request)
{
    core::NewWebhook wanted{.url = request.json.value(u"url"_s).toString(),
                            .events = request.json.value(u"events"_s).toVariant().toStringList(),
                            .secret = request.json.value(u"secret"_s).toString()};
    const Webhook webhook = TRY(core.webhooks().create(wanted, request.principal));
    QJsonObject told = toJson(webhook);
    told.insert(u"secret"_s, webhook.secret);
    return Response::json(201, told).with("Location", addressOf(webhook.id));
}

Result<Response> listWebhooks(core::Core &core, const Request &request)
{
    QJsonArray webhooks;
    for (const Webhook &webhook :
         TRY(core.webhooks().list(int(request.queryInteger(u"limit", 20)),
                                  {request.query(u"before").value_or(QString())}, request.principal)))
        webhooks.append(toJson(webhook));
    return Response::json(200, QJsonObject{{u"webhooks"_s, webhooks},
                                           {u"total"_s, TRY(core.webhooks().count(request.principal))}});
}

Result<Response> showWebhook(core::Core &core, const Request &request)
{
    return Response::json(200, toJson(TRY(core.webhooks().find(idOf(request), request.principal))));
}

Result<Response> removeWebhook(core::Core &core, const Request &request)
{
    TRY(core.webhooks().remove(idOf(request), request.principal));
    return Response::empty(204);
}

Response begun(const Delivery &delivery)
{
    return Response::json(202, toJson(delivery))
        .with("Location",
              addressOf(delivery.webhook) + "/deliveries/" + QUrl::toPercentEncoding(delivery.id.value));
}

Result<Response> test(core::Core &core, const Request &request)
{
    return begun(TRY(core.webhooks().test(idOf(request), request.principal)));
}

Result<Response> replay(core::Core &core, const Request &request)
{
    return begun(
        TRY(core.webhooks().replay(idOf(request), {request.parameter(u"delivery_id")}, request.principal)));
}

Result<Response> showDelivery(core::Core &core, const Request &request)
{
    return Response::json(200, toJson(TRY(core.webhooks().delivery(
                                   idOf(request), {request.parameter(u"delivery_id")}, request.principal))));
}

Result<Response> listDeliveries(core::Core &core, const Request &request)
{
    QJsonArray deliveries;
    for (const Delivery &delivery :
         TRY(core.webhooks().deliveries(idOf(request), int(request.queryInteger(u"limit", 20)),
                                        {request.query(u"before").value_or(QString())}, request.principal)))
        deliveries.append(toJson(delivery));
    return Response::json(200, QJsonObject{{u"deliveries"_s, deliveries}});
}

BodyShape webhookBody()
{
    return jsonBody({
        {.name = u"url"_s,
         .presence = Presence::Required,
         .maximum = WebhookService::longestUrl,
         .missing = missingField,
         .summary = u"http or https; an address that points inward is refused"_s},
        {.name = u"events"_s,
         .type = FieldType::TextList,
         .presence = Presence::Required,
         .minimum = 1,
         .maximum = 64,
         .missing = missingField,
         .summary = QString(u"* or any of "_s + core::webhookEvents().join(u", "))},
        {.name = u"secret"_s,
         .maximum = WebhookService::longestSecret,
         .summary = u"Signs what is sent; made up when absent, and told this once"_s},
    });
}

QJsonObject exampleWebhook()
{
    return {{u"id"_s, u"webhook-0193f7c2-6a1e-7bb0-8000-3f1f6c1d2e04"_s},
            {u"url"_s, u"https://your-app.com/webhook"_s},
            {u"events"_s, QJsonArray{u"session.completed"_s, u"agent.failed"_s}},
            {u"secret"_s, u"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="_s},
            {u"created_at"_s, u"2026-01-30T16:15:08.000Z"_s}};
}

Field placeOfDelivery()
{
    return sentHeader(u"Location"_s, u"Where the delivery is"_s);
}

std::vector<Endpoint> deliveryEndpoints(core::Core &core)
{
    return {
        {.method = Method::Post,
         .path = "/v1/webhooks/{webhook_id}/test",
         .access = Scope::SessionsWrite,
         .handler = AnswerNow([&core](const Request &request) { return test(core, request); }),
         .summary = u"Send a message of the type webhook.test"_s,
         .replies = {{.status = 202,
                      .summary = u"The delivery; Location says where to see what came of it"_s,
                      .headers = {placeOfDelivery()}}}},
        {.method = Method::Get,
         .path = "/v1/webhooks/{webhook_id}/deliveries",
         .access = Scope::SessionsRead,
         .handler = AnswerNow([&core](const Request &request) { return listDeliveries(core, request); }),
         .summary = u"List what was sent, newest first; kept for 30 days"_s,
         .query = {pageSize(WebhookService::greatestPage), pageBefore()}},
        {.method = Method::Get,
         .path = "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}",
         .access = Scope::SessionsRead,
         .handler = AnswerNow([&core](const Request &request) { return showDelivery(core, request); }),
         .summary = u"Show a delivery"_s},
        {.method = Method::Post,
         .path = "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
         .access = Scope::SessionsWrite,
         .handler = AnswerNow([&core](const Request &request) { return replay(core, request); }),
         .summary = u"Send the same message again, as a new delivery"_s,
         .replies = {{.status = 202, .summary = u"The new delivery"_s, .headers = {placeOfDelivery()}}}},
    };
}

} // namespace

std::vector<Endpoint> webhookEndpoints(core::Core &core)
{
    std::vector<Endpoint> rows{
        {.method = Method::Post,
         .path = "/v1/webhooks",
         .access = Scope::SessionsWrite,
         .body = webhookBody(),
         .handler = AnswerNow([&core](const Request &request) { return createWebhook(core, request); }),
         .summary = u"Have an address told of events, signed as the Standard Webhooks say"_s,
         .replies = {{.status = 201,
                      .summary = u"Added; the secret is told this once"_s,
                      .example = exampleWebhook(),
                      .headers = {sentHeader(u"Location"_s, u"Where the webhook is"_s)}},
                     {.status = 403, .summary = u"The address points inward"_s}}},
        {.method = Method::Get,
         .path = "/v1/webhooks",
         .access = Scope::SessionsRead,
         .handler = AnswerNow([&core](const Request &request) { return listWebhooks(core, request); }),
         .summary = u"List webhooks, newest first"_s,
         .query = {pageSize(WebhookService::greatestPage), pageBefore()}},
        {.method = Method::Get,
         .path = "/v1/webhooks/{webhook_id}",
         .access = Scope::SessionsRead,
         .handler = AnswerNow([&core](const Request &request) { return showWebhook(core, request); }),
         .summary = u"Show a webhook"_s},
        {.method = Method::Delete,
         .path = "/v1/webhooks/{webhook_id}",
         .access = Scope::SessionsWrite,
         .handler = AnswerNow([&core](const Request &request) { return removeWebhook(core, request); }),
         .summary = u"Delete a webhook, with what it has not been told yet"_s,
         .replies = {{.status = 204, .summary = u"Deleted"_s}}},
    };
    for (Endpoint &row : deliveryEndpoints(core))
        rows.push_back(std::move(row));
    return rows;
}

} // namespace server::agentapi
