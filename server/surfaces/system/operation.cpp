// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/operation.h"

#include "server/http/httpstatus.h"
#include "server/surfaces/system/fieldschema.h"

#include <algorithm>

namespace server::system {

using namespace Qt::Literals::StringLiterals;

namespace {

const QString jsonType = u"application/json"_s;

QJsonObject parameter(const Field &field, const QString &place)
{
    const bool required = place == "path"_L1 || field.presence == Presence::Required;
    QJsonObject schema = schemaOf(field);
    schema.remove(u"description"_s);
    QJsonObject object{
        {u"name"_s, field.name}, {u"in"_s, place}, {u"required"_s, required}, {u"schema"_s, schema}};
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
    for (const Field &field : row.headers)
        parameters.append(parameter(field, u"header"_s));
    return parameters;
}

QJsonObject mediaOf(const QJsonObject &schema, const QJsonValue &example)
{
    QJsonObject media{{u"schema"_s, schema}};
    if (!example.isNull() && !example.isUndefined())
        media.insert(u"example"_s, example);
    return media;
}

QJsonObject bodyOf(const BodyShape &body)
{
    const bool isJson = body.kind == BodyShape::Kind::Json || !body.fields.empty();
    const QString usual = isJson ? jsonType : u"application/octet-stream"_s;
    const QString type = body.mediaType.isEmpty() ? usual : body.mediaType;
    const QJsonObject schema = isJson ? schemaOf(body.fields) : QJsonObject();
    const QJsonValue example = body.example.isNull() ? exampleOf(body.fields) : body.example;
    return {{u"required"_s, body.presence == Presence::Required},
            {u"content"_s, QJsonObject{{type, mediaOf(schema, example)}}}};
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

// What a row answers that says nothing of it.
QJsonObject successOf(const Endpoint &row)
{
    if (std::holds_alternative<OpenSocket>(row.handler))
        return {{u"description"_s, u"The connection becomes a WebSocket"_s}};
    if (std::holds_alternative<OpenStream>(row.handler)) {
        const QJsonObject media = mediaOf({{u"type"_s, u"string"_s}}, {});
        return {{u"description"_s, u"A stream of server-sent events"_s},
                {u"content"_s, QJsonObject{{u"text/event-stream"_s, media}}}};
    }
    return {{u"description"_s, u"Done"_s}};
}

QJsonObject replyOf(const ReplyNote &note)
{
    const QString reason = QString::fromLatin1(reasonOf(note.status));
    QJsonObject reply{{u"description"_s, note.summary.isEmpty() ? reason : note.summary}};
    if (note.example.isNull() && note.fields.empty() && note.mediaType.isEmpty())
        return reply;
    const bool isText = note.example.isString() || (note.fields.empty() && note.example.isNull());
    const QString usual = isText ? u"text/plain"_s : jsonType;
    const QJsonObject fromExample = isText ? QJsonObject{{u"type"_s, u"string"_s}} : schemaOf(note.example);
    const QJsonObject schema = note.fields.empty() ? fromExample : schemaOf(note.fields);
    const QJsonValue example = note.example.isNull() ? exampleOf(note.fields) : note.example;
    reply.insert(u"content"_s,
                 QJsonObject{{note.mediaType.isEmpty() ? usual : note.mediaType, mediaOf(schema, example)}});
    return reply;
}

// Notes of the same status are one reply with several media types.
void insertReply(QJsonObject &replies, const ReplyNote &note)
{
    const QString key = QString::number(note.status);
    const QJsonObject known = replies.value(key).toObject();
    QJsonObject reply = replyOf(note);
    QJsonObject content = known.value(u"content"_s).toObject();
    const QJsonObject more = reply.value(u"content"_s).toObject();
    for (auto it = more.begin(); it != more.end(); ++it)
        content.insert(it.key(), it.value());
    if (!known.isEmpty()) {
        const QString words =
            known.value(u"description"_s).toString() + u" · "_s + reply.value(u"description"_s).toString();
        reply.insert(u"description"_s, words);
    }
    if (!content.isEmpty())
        reply.insert(u"content"_s, content);
    replies.insert(key, reply);
}

QJsonObject repliesOf(const Surface &surface, const Endpoint &row)
{
    QJsonObject replies;
    bool hasSuccess = false;
    for (const ReplyNote &note : row.replies) {
        insertReply(replies, note);
        hasSuccess = hasSuccess || note.status < 400;
    }
    if (!hasSuccess)
        replies.insert(std::holds_alternative<OpenSocket>(row.handler) ? u"101"_s : u"200"_s, successOf(row));
    for (const int status : refusalsOf(row)) {
        const QString key = QString::number(status);
        const QString reference = u"#/components/responses/"_s + refusalName(surface, status);
        if (!replies.contains(key))
            replies.insert(key, QJsonObject{{u"$ref"_s, reference}});
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

} // namespace

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
    if (row.counted == Counted::Yes || row.limit)
        statuses.insert(429);
    return statuses;
}

QString refusalName(const Surface &surface, int status)
{
    return surface.name + QString::number(status);
}

QJsonObject operationOf(const Surface &surface, const Endpoint &row)
{
    QJsonObject operation{{u"operationId"_s, operationIdOf(row)},
                          {u"summary"_s, row.summary},
                          {u"tags"_s, QJsonArray{surface.name}},
                          {u"security"_s, securityOf(row)},
                          {u"responses"_s, repliesOf(surface, row)}};
    if (!row.description.isEmpty())
        operation.insert(u"description"_s, row.description);
    if (const QJsonArray parameters = parametersOf(row); !parameters.isEmpty())
        operation.insert(u"parameters"_s, parameters);
    if (row.body.kind != BodyShape::Kind::None)
        operation.insert(u"requestBody"_s, bodyOf(row.body));
    return operation;
}

} // namespace server::system
