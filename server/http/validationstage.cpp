// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/validationstage.h"

#include "core/base/json.h"
#include "server/http/fieldcheck.h"
#include "server/http/percent.h"

#include <algorithm>
#include <utility>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostValues = 250'000; // in one body; each takes a hundred times what it is written with

core::Result<QJsonObject> readBounded(const QByteArray &json)
{
    // There are no more of them than commas and brackets.
    if (core::countOutsideStrings(json, ",[{") > mostValues)
        return core::invalid(u"body"_s, u"it holds more than 250,000 values; send less at a time"_s);
    return core::parseRequest(json);
}

const QString *find(const QList<std::pair<QString, QString>> &items, const QString &name)
{
    for (const auto &[known, value] : items) {
        if (known == name)
            return &value;
    }
    return nullptr;
}

core::Result<void> checkTexts(const std::vector<Field> &fields,
                              const QList<std::pair<QString, QString>> &items)
{
    for (const Field &field : fields)
        TRY(checkText(field, find(items, field.name)));
    return {};
}

// Nothing can be meant by a query of an open row without one, a page or a check of the server's health, and
// links and monitors add what they like.
core::Result<void> checkQueryNames(const Endpoint &row, const QList<std::pair<QString, QString>> &items)
{
    if (items.isEmpty() || (row.access.isOpen() && row.query.empty()))
        return {};
    if (row.credentials != Credentials::InHeadersOrQuery)
        return checkNames(row.query, items);
    std::vector<Field> known = row.query;
    known.push_back({.name = u"api_key"_s});
    known.push_back({.name = u"token"_s});
    return checkNames(known, items);
}

// One of the two would be ignored.
core::Result<void> refuseTwice(const std::vector<Field> &known,
                               const QList<std::pair<QString, QString>> &items)
{
    for (const Field &field : known) {
        const auto times = std::ranges::count(items, field.name, &std::pair<QString, QString>::first);
        if (times > 1)
            return core::invalid(field.name, field.name + u" stands twice in the query; send it once"_s);
    }
    return {};
}

core::Result<void> readQuery(Request &request)
{
    if (!request.head.query.isEmpty()) {
        auto items = queryItemsOf(request.head.query);
        if (!items)
            return core::invalid(u"query"_s, u"The query is not valid UTF-8"_s);
        request.queryItems = *std::move(items);
    }
    TRY(refuseTwice(request.endpoint->query, request.queryItems));
    TRY(checkTexts(request.endpoint->query, request.queryItems));
    return checkQueryNames(*request.endpoint, request.queryItems);
}

// A form, XML or a bare word is no slip in a JSON text: then it helps to say what is wanted.
QString whyNoObject(const QByteArray &body, const QString &why)
{
    const QString wanted = u"send a JSON object, with Content-Type: application/json"_s;
    if (body.trimmed().isEmpty())
        return u"the body is empty; "_s + wanted;
    return body.trimmed().startsWith('{') ? why : wanted;
}

core::Result<void> readBody(Exchange &exchange)
{
    Request &request = exchange.request;
    const BodyShape &shape = request.endpoint->body;
    if (shape.kind != BodyShape::Kind::Json)
        return {};
    request.json =
        TRY(exchange.parsed ? *std::exchange(exchange.parsed, {}) : checkedBody(shape, request.body));
    return {};
}

core::Result<void> readAddress(Request &request)
{
    TRY(checkTexts(request.endpoint->parameters, request.parameters));
    return readQuery(request);
}

} // namespace

core::Result<QJsonObject> checkedBody(const BodyShape &shape, const QByteArray &body)
{
    QJsonObject json;
    if (!body.isEmpty() || shape.presence == Presence::Required) {
        auto object = readBounded(body);
        if (!object) {
            const QString why = whyNoObject(body, object.error().text);
            const QString text = shape.refusal.isEmpty() ? u"Invalid request body: %1"_s : shape.refusal;
            return core::invalid(u"body"_s, text.contains(u"%1"_s) ? text.arg(why) : text);
        }
        json = *std::move(object);
    }
    TRY(checkObject(shape.fields, json, shape.unknown));
    return json;
}

Step QueryStage::enter(Exchange &exchange)
{
    const auto read = readAddress(exchange.request);
    return read ? Step::Continue : exchange.refuse(read.error());
}

Step ValidationStage::enter(Exchange &exchange)
{
    const auto read = readBody(exchange);
    return read ? Step::Continue : exchange.refuse(read.error());
}

} // namespace server
