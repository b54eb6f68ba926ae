// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/openapi.h"

#include "server/http/httpstatus.h"
#include "server/surfaces/system/fieldschema.h"

#include <set>

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
    case 413:
        return core::failure(ErrorCode::TooLarge, u"The body is too large"_s);
    case 429:
        return core::failure(ErrorCode::RateLimited, u"Rate limit exceeded"_s);
    default:
        return core::failure(ErrorCode::Internal, u"Something went wrong on the server. Try again."_s);
    }
}

QString refusalName(const Surface &surface, int status)
{
    return surface.name + QString::number(status);
}

QJsonObject refusalReply(const Surface &surface, int status)
{
    const Request request;
    const QJsonValue example = valueOf(surface.shapeError(sampleError(status), status, request).body);
    const QJsonObject media{{u"schema"_s, schemaOf(example)}, {u"example"_s, example}};
    return {{u"description"_s, QString::fromLatin1(reasonOf(status))},
            {u"content"_s, QJsonObject{{u"application/json"_s, media}}}};
}

// The statuses that the pipeline itself can answer for this row.
std::set<int> refusalsOf(const Endpoint &row)
{
    std::set<int> statuses{500};
    const bool hasBody = row.body.kind != BodyShape::Kind::None;
    if (hasBody || !row.query.empty() || !row.parameters.empty())
        statuses.insert(400);
    if (!row.access.isOpen())
        statuses.insert(401);
    if (row.access.scope())
        statuses.insert(403);
    if (row.path.contains('{'))
        statuses.insert(404);
    if (hasBody)
        statuses.insert(413);
    if (row.counted == Counted::Yes)
        statuses.insert(429);
    return statuses;
}

QJsonObject parameter(const Field &field, const QString &place)
{
    const bool required = place == "path"_L1 || field.presence == Presence::Required;
    QJsonObject object{
        {u"name"_s, field.name}, {u"in"_s, place}, {u"required"_s, required}, {u"schema"_s, schemaOf(field)}};
    if (!field.summary.isEmpty())
        object.insert(u"description"_s, field.summary);
    return object;
}

QJsonArray parametersOf(const Endpoint &row)
{
    QJsonArray parameters;
    for (const QByteArray &part : row.path.split('/')) {
        if (!part.startsWith('{'))
            continue;
        const QString name = QString::fromLatin1(part.sliced(1, part.size() - 2));
        const auto known = std::find_if(row.parameters.begin(), row.parameters.end(),
                                        [&name](const Field &field) { return field.name == name; });
        parameters.append(parameter(known == row.parameters.end() ? Field{.name = name} : *known, u"path"_s));
    }
    for (const Field &field : row.query)
        parameters.append(parameter(field, u"query"_s));
    return parameters;
}

QJsonObject bodyOf(const BodyShape &body)
{
    const bool isJson = body.kind == BodyShape::Kind::Json || !body.fields.empty();
    const QString usual = isJson ? u"application/json"_s : u"application/octet-stream"_s;
    const QString type = body.mediaType.isEmpty() ? usual : body.mediaType;
    const QJsonObject schema = isJson ? schemaOf(body.fields) : QJsonObject();
    return {{u"required"_s, body.presence == Presence::Required},
            {u"content"_s, QJsonObject{{type, QJsonObject{{u"schema"_s, schema}}}}}};
}

QJsonArray securityOf(const Endpoint &row)
{
    QJsonArray security;
    if (row.access.isOpen())
        return security;
    QJsonArray scopes;
    if (const auto scope = row.access.scope())
        scopes.append(core::toWord(*scope));
    QStringList ways{u"apiKey"_s, u"bearer"_s};
    if (row.credentials == Credentials::InHeadersOrQuery)
        ways.append(u"queryKey"_s);
    for (const QString &way : ways)
        security.append(QJsonObject{{way, scopes}});
    return security;
}

QJsonObject successOf(const Endpoint &row)
{
    if (std::holds_alternative<OpenStream>(row.handler)) {
        const QJsonObject media{{u"schema"_s, QJsonObject{{u"type"_s, u"string"_s}}}};
        return {{u"description"_s, u"A stream of server-sent events"_s},
                {u"content"_s, QJsonObject{{u"text/event-stream"_s, media}}}};
    }
    return {{u"description"_s, u"Done"_s}};
}

QJsonObject repliesOf(const Surface &surface, const Endpoint &row)
{
    QJsonObject replies;
    bool hasSuccess = false;
    for (const ReplyNote &note : row.replies) {
        QJsonObject reply{{u"description"_s, note.summary.isEmpty()
                                                 ? QString::fromLatin1(reasonOf(note.status))
                                                 : note.summary}};
        if (note.example.isString())
            reply.insert(u"content"_s,
                         QJsonObject{{u"text/plain"_s, QJsonObject{{u"example"_s, note.example}}}});
        else if (!note.example.isNull())
            reply.insert(u"content"_s, QJsonObject{{u"application/json"_s,
                                                    QJsonObject{{u"schema"_s, schemaOf(note.example)},
                                                                {u"example"_s, note.example}}}});
        replies.insert(QString::number(note.status), reply);
        hasSuccess = hasSuccess || note.status < 400;
    }
    if (!hasSuccess)
        replies.insert(std::holds_alternative<OpenSocket>(row.handler) ? u"101"_s : u"200"_s, successOf(row));
    for (const int status : refusalsOf(row)) {
        const QString key = QString::number(status);
        if (!replies.contains(key))
            replies.insert(key, QJsonObject{{u"$ref"_s, QString(u"#/components/responses/"_s +
                                                                refusalName(surface, status))}});
    }
    return replies;
}

// "post_api_v1_tasks_id_cancel"
QString operationIdOf(const Endpoint &row)
{
    QString id = core::toWord(row.method).toLower();
    for (const QByteArray &part : row.path.split('/')) {
        QString word = QString::fromLatin1(part).remove(u'{').remove(u'}');
        if (!word.isEmpty())
            id += u'_' + word.replace(u'-', u'_').replace(u'.', u'_');
    }
    return id;
}

QJsonObject operationOf(const Surface &surface, const Endpoint &row)
{
    QJsonObject operation{{u"operationId"_s, operationIdOf(row)},
                          {u"summary"_s, row.summary},
                          {u"tags"_s, QJsonArray{surface.name}},
                          {u"security"_s, securityOf(row)},
                          {u"responses"_s, repliesOf(surface, row)}};
    if (const QJsonArray parameters = parametersOf(row); !parameters.isEmpty())
        operation.insert(u"parameters"_s, parameters);
    if (row.body.kind != BodyShape::Kind::None)
        operation.insert(u"requestBody"_s, bodyOf(row.body));
    return operation;
}

QJsonObject securitySchemes()
{
    return {{u"apiKey"_s,
             QJsonObject{{u"type"_s, u"apiKey"_s}, {u"in"_s, u"header"_s}, {u"name"_s, u"X-API-Key"_s}}},
            {u"bearer"_s, QJsonObject{{u"type"_s, u"http"_s}, {u"scheme"_s, u"bearer"_s}}},
            {u"queryKey"_s,
             QJsonObject{{u"type"_s, u"apiKey"_s}, {u"in"_s, u"query"_s}, {u"name"_s, u"api_key"_s}}}};
}

} // namespace

QJsonObject openApiOf(const std::vector<Surface> &surfaces)
{
    QJsonObject paths;
    QJsonObject refusals;
    for (const Surface &surface : surfaces) {
        for (const Endpoint &row : surface.endpoints) {
            const QString path = QString::fromLatin1(row.path);
            QJsonObject item = paths.value(path).toObject();
            item.insert(core::toWord(row.method).toLower(), operationOf(surface, row));
            paths.insert(path, item);
            for (const int status : refusalsOf(row)) {
                const QString name = refusalName(surface, status);
                if (!refusals.contains(name))
                    refusals.insert(name, refusalReply(surface, status));
            }
        }
    }
    return {{u"openapi"_s, u"3.1.0"_s},
            {u"info"_s, QJsonObject{{u"title"_s, u"Signalbox"_s},
                                    {u"version"_s, QStringLiteral(SIGNALBOX_VERSION)},
                                    {u"license"_s, QJsonObject{{u"name"_s, u"GPL-3.0-or-later"_s},
                                                               {u"identifier"_s, u"GPL-3.0-or-later"_s}}}}},
            {u"paths"_s, paths},
            {u"components"_s,
             QJsonObject{{u"responses"_s, refusals}, {u"securitySchemes"_s, securitySchemes()}}}};
}

} // namespace server::system
