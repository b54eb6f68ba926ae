// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/refusals.h"

#include "server/http/httpstatus.h"
#include "server/surfaces/system/answers.h"
#include "server/surfaces/system/fieldschema.h"

#include <QJsonArray>

namespace server::system {

using core::ErrorCode;
using namespace Qt::Literals::StringLiterals;

namespace {

// What each kind of refusal says, for the examples.
core::Error sampleError(int status)
{
    switch (status) {
    case 400:
        return core::invalid(u"name"_s, u"name is required"_s);
    case 401:
        return core::failure(ErrorCode::Unauthenticated, u"Authentication required"_s);
    case 403:
        return core::failure(ErrorCode::Forbidden, u"This key does not have the scope"_s);
    case 404:
        return core::failure(ErrorCode::NotFound, u"Not found"_s);
    case 409:
        return core::failure(ErrorCode::Conflict, u"This is not possible in the present state"_s);
    case 413:
        return core::failure(ErrorCode::TooLarge, u"The body is too large"_s);
    case 429:
        return core::failure(ErrorCode::RateLimited, u"Rate limit exceeded"_s);
    default:
        return core::failure(ErrorCode::Internal, u"Something went wrong on the server. Try again."_s);
    }
}

// What varies from answer to answer is the same in every example, so that the document is, too.
QJsonValue steady(const QJsonValue &example)
{
    QJsonObject object = example.toObject();
    if (object.contains("timestamp"_L1))
        object.insert("timestamp"_L1, u"2026-01-30T16:15:08.000Z"_s);
    if (object.contains("request_id"_L1))
        object.insert("request_id"_L1, u"4bf92f3577b34da6a3ce929d0e0e4736"_s);
    return object;
}

// What a refusal with that status says in its headers.
std::vector<Field> headersWith(int status)
{
    if (status == 401)
        return {sentHeader(u"WWW-Authenticate"_s, u"How to show who asks"_s)};
    if (status == 429)
        return {{.name = u"Retry-After"_s,
                 .type = FieldType::Integer,
                 .summary = u"Seconds until another attempt makes sense, where that is known"_s},
                {.name = u"X-RateLimit-Limit"_s, .type = FieldType::Integer},
                {.name = u"X-RateLimit-Remaining"_s, .type = FieldType::Integer},
                {.name = u"X-RateLimit-Reset"_s,
                 .type = FieldType::Integer,
                 .summary = u"When the count begins anew, in seconds since 1970"_s}};
    return {};
}

// The schema of both: what one has not may be absent, and what is null in one may be null.
QJsonObject schemaOfBoth(const QJsonValue &one, const QJsonValue &other)
{
    if (one.isUndefined() || other.isUndefined())
        return schemaOf(one.isUndefined() ? other : one);
    if (one.isNull() || other.isNull()) {
        QJsonObject schema = schemaOf(one.isNull() ? other : one);
        if (schema.contains(u"type"_s))
            schema.insert(u"type"_s, QJsonArray{schema.value(u"type"_s), u"null"_s});
        return schema;
    }
    if (!one.isObject() || !other.isObject())
        return schemaOf(one);
    QJsonObject properties;
    for (const QJsonValue &value : {one, other}) {
        const QStringList names = value.toObject().keys();
        for (const QString &name : names)
            properties.insert(name, schemaOfBoth(one[name], other[name]));
    }
    return {{u"type"_s, u"object"_s}, {u"properties"_s, properties}};
}

// Whether every answer of the one schema is told by the other.
bool fits(const QJsonObject &seen, const QJsonObject &told)
{
    const auto typesOf = [](const QJsonObject &schema) {
        const QJsonValue type = schema.value(u"type"_s);
        return type.isArray() ? type.toArray() : QJsonArray{type};
    };
    if (told.isEmpty() || seen.isEmpty())
        return true;
    const QJsonArray known = typesOf(told);
    for (const QJsonValue &type : typesOf(seen)) {
        if (!known.contains(type))
            return false;
    }
    const QJsonObject names = told.value(u"properties"_s).toObject();
    const QJsonObject properties = seen.value(u"properties"_s).toObject();
    for (auto it = properties.begin(); it != properties.end() && !names.isEmpty(); ++it) {
        if (!names.contains(it.key()) || !fits(it->toObject(), names.value(it.key()).toObject()))
            return false;
    }
    return fits(seen.value(u"items"_s).toObject(), told.value(u"items"_s).toObject());
}

QJsonObject replyTo(const Surface &surface, const Request &request, int status)
{
    const int shaped = status == 0 ? 500 : status;
    const auto exampleOf = [&](const core::Error &sample) {
        return steady(valueOf(surface.shapeError(sample, shaped, request).body));
    };
    core::Error error = sampleError(shaped);
    const bool isOfAField = !error.field.isEmpty();
    const QJsonValue example = exampleOf(error);
    error.field = isOfAField ? QString() : u"name"_s;
    const QJsonObject media{{u"schema"_s, schemaOfBoth(example, exampleOf(error))}, {u"example"_s, example}};
    const QString reason = status == 0 ? u"Any other refusal"_s : QString::fromLatin1(reasonOf(status));
    QJsonObject reply{{u"description"_s, reason},
                      {u"content"_s, QJsonObject{{u"application/json"_s, media}}}};
    if (const QJsonObject headers = headersOf(headersWith(status)); !headers.isEmpty())
        reply.insert(u"headers"_s, headers);
    return reply;
}

QJsonObject schemaIn(const QJsonObject &reply)
{
    return reply.value(u"content"_s)[u"application/json"_s][u"schema"_s].toObject();
}

} // namespace

QJsonObject answeredTo(const Endpoint &row)
{
    const QString name = core::toWord(row.method).toLower() + u' ' + QString::fromLatin1(row.path);
    return recordedShapes().value(name).toObject();
}

std::set<int> refusalsOf(const Endpoint &row)
{
    std::set<int> statuses{0, 403, 500}; // 403 is also for pages of other sites
    const bool hasBody = row.body.kind != BodyShape::Kind::None;
    if (hasBody || !row.query.empty() || !row.parameters.empty() || !row.access.isOpen())
        statuses.insert(400); // an unknown parameter, too
    if (!row.access.isOpen())
        statuses.insert(401);
    if (row.path.contains('{'))
        statuses.insert(404);
    if (hasBody)
        statuses.insert(413);
    if (row.counted == Counted::Yes || row.limit)
        statuses.insert(429);
    const QJsonObject seen = answeredTo(row);
    for (auto it = seen.begin(); it != seen.end(); ++it) {
        if (const int status = it.key().toInt(); status >= 400)
            statuses.insert(status);
    }
    for (const ReplyNote &note : row.replies) {
        if (note.status >= 400)
            statuses.insert(note.status);
    }
    return statuses;
}

QString refusalName(const Surface &surface, int status)
{
    return surface.name + (status == 0 ? u"Refusal"_s : QString::number(status));
}

QJsonObject refusalReply(const Surface &surface, int status)
{
    return replyTo(surface, Request(), status);
}

QJsonObject refusalReply(const Surface &surface, const Endpoint &row, int status)
{
    Request request;
    request.method = row.method;
    request.endpoint = &row;
    request.head.path = row.path;
    QJsonObject reply = replyTo(surface, request, status);
    const QJsonObject seen = answeredTo(row).value(QString::number(status)).toObject();
    const bool isUsual = schemaIn(reply) == schemaIn(refusalReply(surface, status));
    if (isUsual && fits(seen, schemaIn(reply)))
        return {{u"$ref"_s, QString(u"#/components/responses/"_s + refusalName(surface, status))}};
    if (fits(seen, schemaIn(reply)))
        return reply;
    const QJsonObject media{{u"schema"_s, seen},
                            {u"example"_s, reply.value(u"content"_s)[u"application/json"_s][u"example"_s]}};
    reply.insert(u"content"_s, QJsonObject{{u"application/json"_s, media}});
    return reply;
}

} // namespace server::system
