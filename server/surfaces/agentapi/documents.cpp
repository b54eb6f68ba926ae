// SPDX-License-Identifier: GPL-3.0-or-later
// Documents of the knowledge base, and the search in them.
#include "core/base/json.h"
#include "core/base/text.h"
#include "server/http/fieldcheck.h"
#include "server/surfaces/agentapi/agentapi.h"
#include "server/surfaces/agentapi/multipart.h"

#include <QUrl>

namespace server::agentapi {

using core::KnowledgeService;
using core::Result;
using core::Scope;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 roomForTheForm = 64 * 1024;
constexpr int unsupportedMediaType = 415;

QJsonObject toJson(const core::Document &document)
{
    return {{u"id"_s, document.id.value},
            {u"title"_s, document.title},
            {u"tags"_s, QJsonArray::fromStringList(document.tags)},
            {u"size"_s, document.bytes},
            {u"content_type"_s, document.contentType},
            {u"status"_s, u"ready"_s},
            {u"created_at"_s, core::toText(document.createdAt)}};
}

Field metadataField()
{
    return {.name = u"metadata"_s,
            .type = FieldType::Object,
            .summary = u"JSON with what is known of the document"_s,
            .fields = {{.name = u"title"_s,
                        .maximum = 200,
                        .summary = u"From the text or the file's name when absent"_s},
                       {.name = u"tags"_s, .type = FieldType::TextList, .maximum = 32}}};
}

Result<QJsonObject> metadataOf(const FormPart &part)
{
    const auto object = core::parseObject(part.content);
    if (!object)
        return core::invalid(u"metadata"_s, u"metadata must be a JSON object: "_s + object.error().text);
    TRY(checkObject({metadataField()}, QJsonObject{{u"metadata"_s, *object}}, Unknown::Ignored));
    return *object;
}

Result<core::NewDocument> newDocumentOf(const Request &request)
{
    core::NewDocument document;
    bool hasFile = false;
    for (const FormPart &part : TRY(readForm(request.header("content-type"), request.body))) {
        if (part.name == "file"_L1) {
            hasFile = true;
            document.content = part.content;
            document.fileName = part.fileName;
            document.contentType = part.contentType;
        } else if (part.name == "metadata"_L1) {
            const QJsonObject metadata = TRY(metadataOf(part));
            document.title = metadata.value(u"title"_s).toString();
            document.tags = metadata.value(u"tags"_s).toVariant().toStringList();
        } else {
            return core::invalid(part.name, core::shortened(part.name, 60) +
                                                u" is not a known part; send file and metadata"_s);
        }
    }
    if (!hasFile)
        return core::invalid(u"file"_s, u"file is required"_s);
    return document;
}

// The fields as the form has them: a title and tags stand in the metadata.
core::Error asOfTheForm(core::Error error)
{
    if (error.field == "title"_L1 || error.field == "tags"_L1)
        error.field.prepend("metadata."_L1);
    else if (error.field == "content_type"_L1)
        error.field = u"file"_s;
    return error;
}

Result<Response> upload(core::Core &core, const Request &request)
{
    const auto added = core.knowledge().add(TRY(newDocumentOf(request)), request.principal);
    if (!added) {
        const core::Error error = asOfTheForm(added.error());
        if (error.code == core::ErrorCode::Unsupported)
            return shaped(error, unsupportedMediaType);
        return error;
    }
    return Response::json(201, toJson(*added))
        .with("Location", "/v1/knowledge/documents/" + QUrl::toPercentEncoding(added->id.value));
}

Result<Response> list(core::Core &core, const Request &request)
{
    const int limit = static_cast<int>(request.queryInteger(u"limit", 20));
    QJsonArray documents;
    for (const core::Document &document :
         TRY(core.knowledge().list(limit, {request.query(u"before").value_or(QString())}, request.principal)))
        documents.append(toJson(document));
    return Response::json(
        200, QJsonObject{{u"documents"_s, documents}, {u"total"_s, TRY(core.knowledge().count())}});
}

Result<Response> show(core::Core &core, const Request &request)
{
    return Response::json(200,
                          toJson(TRY(core.knowledge().get({request.parameter(u"id")}, request.principal))));
}

Result<Response> remove(core::Core &core, const Request &request)
{
    TRY(core.knowledge().remove({request.parameter(u"id")}, request.principal));
    return Response::empty(204);
}

Result<Response> search(core::Core &core, const Request &request)
{
    const int limit = static_cast<int>(request.queryInteger(u"limit", 10));
    QJsonArray results;
    for (const core::KnowledgeHit &hit :
         TRY(core.knowledge().search(request.query(u"q").value_or(QString()), limit, request.principal))) {
        results.append(QJsonObject{{u"document_id"_s, hit.document.value},
                                   {u"title"_s, hit.title},
                                   {u"heading"_s, hit.heading},
                                   {u"snippet"_s, hit.snippet},
                                   {u"score"_s, hit.score}});
    }
    return Response::json(200, QJsonObject{{u"results"_s, results}, {u"total"_s, results.size()}});
}

Field limitField(int usual)
{
    return {.name = u"limit"_s,
            .type = FieldType::Integer,
            .minimum = 1,
            .maximum = KnowledgeService::greatestLimit,
            .summary = u"%1 when absent"_s.arg(usual)};
}

// The handler reads the form; the fields are for the documentation.
BodyShape uploadBody()
{
    BodyShape body = rawBody();
    body.mediaType = u"multipart/form-data"_s;
    body.fields = {{.name = u"file"_s,
                    .presence = Presence::Required,
                    .summary = u"Plain text or Markdown in UTF-8, 4 MB at most"_s},
                   metadataField()};
    return body;
}

Endpoint uploadEndpoint(core::Core &core)
{
    return {
        .method = Method::Post,
        .path = "/v1/knowledge/documents",
        .access = Scope::KnowledgeWrite,
        .body = uploadBody(),
        .handler = AnswerNow([&core](const Request &request) { return upload(core, request); }),
        .summary =
            u"Add a text or Markdown document: multipart/form-data with file and metadata {title, tags}"_s,
        .replies = {{.status = 201, .summary = u"Added, and found by the search from now on"_s},
                    {.status = 415, .summary = u"Neither plain text nor Markdown"_s}},
        .bodyLimit = KnowledgeService::greatestBytes + roomForTheForm};
}

} // namespace

std::vector<Endpoint> documentEndpoints(core::Core &core)
{
    const Field query{
        .name = u"q"_s, .presence = Presence::Required, .maximum = KnowledgeService::longestQuery};
    return {
        uploadEndpoint(core),
        {.method = Method::Get,
         .path = "/v1/knowledge/documents",
         .access = Scope::KnowledgeRead,
         .handler = AnswerNow([&core](const Request &request) { return list(core, request); }),
         .summary = u"List documents, newest first"_s,
         .query = {limitField(20),
                   {.name = u"before"_s, .maximum = 128, .summary = u"The last id of the page before"_s}}},
        {.method = Method::Get,
         .path = "/v1/knowledge/documents/{id}",
         .access = Scope::KnowledgeRead,
         .handler = AnswerNow([&core](const Request &request) { return show(core, request); }),
         .summary = u"Show what is known of a document"_s},
        {.method = Method::Delete,
         .path = "/v1/knowledge/documents/{id}",
         .access = Scope::KnowledgeWrite,
         .handler = AnswerNow([&core](const Request &request) { return remove(core, request); }),
         .summary = u"Remove a document that you added"_s,
         .replies = {{.status = 204, .summary = u"Removed"_s}}},
        {.method = Method::Get,
         .path = "/v1/knowledge/search",
         .access = Scope::KnowledgeRead,
         .handler = AnswerNow([&core](const Request &request) { return search(core, request); }),
         .summary = u"Find passages by their words, best first"_s,
         .query = {query, limitField(10)}},
    };
}

} // namespace server::agentapi
