// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/operation.h"

#include "server/http/httpstatus.h"
#include "server/surfaces/system/fieldschema.h"
#include "server/surfaces/system/refusals.h"

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
    const bool answersOnce =
        std::holds_alternative<AnswerNow>(row.handler) || std::holds_alternative<AnswerLater>(row.handler);
    if (row.method == Method::Post && answersOnce && row.repeats == Repeats::Answered)
        parameters.append(parameter(
            {.name = u"Idempotency-Key"_s,
             .minimum = 1,
             .maximum = 255,
             .summary = u"A request that comes again with it is carried out once. With another body it "
                        "is another request"_s},
            u"header"_s));
    return parameters;
}

QJsonObject mediaOf(const QJsonObject &schema, const QJsonValue &example)
{
    QJsonObject media{{u"schema"_s, schema}};
    if (!example.isNull() && !example.isUndefined())
        media.insert(u"example"_s, example);
    return media;
}

// Of a form that goes into a file the part that must be there is that file: pages let people choose one.
QJsonObject withFile(QJsonObject schema, const std::vector<Field> &fields)
{
    QJsonObject properties = schema.value("properties"_L1).toObject();
    for (const Field &field : fields) {
        if (field.presence != Presence::Required || field.type != FieldType::Text)
            continue;
        QJsonObject file = properties.value(field.name).toObject();
        file.insert(u"format"_s, u"binary"_s);
        file.insert(u"contentMediaType"_s, u"application/octet-stream"_s);
        properties.insert(field.name, file);
    }
    schema.insert(u"properties"_s, properties);
    return schema;
}

QJsonObject bodyOf(const BodyShape &body)
{
    const bool isJson = body.kind == BodyShape::Kind::Json || !body.fields.empty();
    const QString usual = isJson ? jsonType : u"application/octet-stream"_s;
    const QString type = body.mediaType.isEmpty() ? usual : body.mediaType;
    QJsonObject schema = isJson ? schemaOf(body.fields) : QJsonObject();
    if (isJson && body.unknown == Unknown::Refused)
        schema.insert(u"additionalProperties"_s, false);
    if (body.kind == BodyShape::Kind::File && !body.fields.empty())
        schema = withFile(schema, body.fields);
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

// `seen` is the schema of what was answered with that status; empty where none was.
QJsonObject replyOf(const ReplyNote &note, const QJsonObject &seen)
{
    const QString reason = QString::fromLatin1(reasonOf(note.status));
    QJsonObject reply{{u"description"_s, note.summary.isEmpty() ? reason : note.summary}};
    if (!note.headers.empty())
        reply.insert(u"headers"_s, headersOf(note.headers));
    const bool saysNothing = note.example.isNull() && note.fields.empty() && note.mediaType.isEmpty();
    if (saysNothing && seen.isEmpty())
        return reply;
    const bool isText =
        !saysNothing && (note.example.isString() || (note.fields.empty() && note.example.isNull()));
    const QString usual = isText ? u"text/plain"_s : jsonType;
    const QJsonObject answered = seen.isEmpty() ? schemaOf(note.example) : withNamesOf(seen, note.example);
    const QJsonObject fromExample = isText ? QJsonObject{{u"type"_s, u"string"_s}} : answered;
    const QJsonObject schema = note.fields.empty() ? fromExample : schemaOf(note.fields);
    const QJsonValue example = note.example.isNull() ? exampleOf(note.fields) : note.example;
    reply.insert(u"content"_s,
                 QJsonObject{{note.mediaType.isEmpty() ? usual : note.mediaType, mediaOf(schema, example)}});
    return reply;
}

// Notes of the same status are one reply with several media types.
void insertReply(QJsonObject &replies, const ReplyNote &note, const QJsonObject &seen)
{
    const QString key = QString::number(note.status);
    const QJsonObject known = replies.value(key).toObject();
    QJsonObject reply = replyOf(note, seen);
    QJsonObject content = known.value(u"content"_s).toObject();
    const QJsonObject more = reply.value(u"content"_s).toObject();
    for (auto it = more.begin(); it != more.end(); ++it)
        content.insert(it.key(), it.value());
    if (known.contains(u"headers"_s) && !reply.contains(u"headers"_s))
        reply.insert(u"headers"_s, known.value(u"headers"_s));
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
    const QJsonObject seen = answeredTo(row);
    for (const ReplyNote &note : row.replies) {
        const bool isToldBelow = note.status >= 400 && note.example.isNull(); // with its usual example
        insertReply(replies, note,
                    isToldBelow ? QJsonObject() : seen.value(QString::number(note.status)).toObject());
    }
    const bool isSocket = std::holds_alternative<OpenSocket>(row.handler);
    const QString usual = isSocket ? u"101"_s : u"200"_s;
    if (!replies.contains(usual) && (isSocket || std::holds_alternative<OpenStream>(row.handler)))
        replies.insert(usual, successOf(row));
    for (auto it = seen.begin(); it != seen.end(); ++it) {
        const int status = it.key().toInt();
        if (status < 400 && !replies.contains(it.key()))
            insertReply(replies, {.status = status, .summary = status < 300 ? u"Done"_s : QString()},
                        it->toObject());
    }
    const QStringList told = replies.keys();
    if (std::ranges::none_of(told, [](const QString &status) { return status < u"4"; }))
        replies.insert(usual, successOf(row));
    for (const int status : refusalsOf(row)) {
        const QString key = status == 0 ? u"default"_s : QString::number(status);
        const QJsonObject known = replies.value(key).toObject();
        if (known.contains(u"content"_s))
            continue;
        QJsonObject refusal = refusalReply(surface, row, status);
        if (!known.isEmpty() && refusal.contains(u"$ref"_s))
            refusal = refusalReply(surface, status);
        if (!known.isEmpty())
            refusal.insert(u"description"_s, known.value(u"description"_s));
        replies.insert(key, refusal);
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
