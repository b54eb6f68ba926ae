// SPDX-License-Identifier: GPL-3.0-or-later
// Documents of the knowledge base, and the search in them.
#include "core/base/async.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "server/http/fieldcheck.h"
#include "server/surfaces/agentapi/agentapi.h"
#include "server/surfaces/agentapi/multipart.h"

#include <QFile>
#include <QUrl>

namespace server::agentapi {

using core::KnowledgeService;
using core::Result;
using core::Scope;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 roomForTheForm = 64 * 1024;
constexpr int unsupportedMediaType = 415;
constexpr auto longestReading = std::chrono::minutes(15);

QJsonObject toJson(const core::Document &document)
{
    return {{u"id"_s, document.id.value},
            {u"title"_s, document.title},
            {u"tags"_s, QJsonArray::fromStringList(document.tags)},
            {u"size"_s, document.bytes},
            {u"content_type"_s, document.contentType},
            {u"status"_s, core::toWord(document.state)},
            {u"shared"_s, document.isShared},
            {u"error"_s, document.error.isEmpty() ? QJsonValue() : QJsonValue(document.error)},
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
                       {.name = u"tags"_s, .type = FieldType::TextList, .maximum = 32},
                       {.name = u"shared"_s,
                        .type = FieldType::Boolean,
                        .summary = u"For administrators: everybody finds it, and not you alone"_s}}};
}

Result<QJsonObject> metadataOf(const FormPart &part)
{
    const auto object = core::parseRequest(part.content);
    if (!object)
        return core::invalid(u"metadata"_s, u"metadata must be a JSON object: "_s + object.error().text);
    TRY(checkObject({metadataField()}, QJsonObject{{u"metadata"_s, *object}}, Unknown::Ignored));
    return *object;
}

// What a form holds, without its file, which stays where it is.
Result<core::UploadedDocument> uploadIn(const QByteArray &body, const QByteArray &contentType)
{
    core::UploadedDocument upload;
    bool hasFile = false;
    for (const FormPart &part : TRY(readForm(contentType, body))) {
        if (part.name == "file"_L1) {
            hasFile = true;
            upload.begin = part.begin;
            upload.size = part.content.size();
            upload.fileName = part.fileName;
            upload.contentType = part.contentType;
        } else if (part.name == "metadata"_L1) {
            const QJsonObject metadata = TRY(metadataOf(part));
            upload.title = metadata.value(u"title"_s).toString();
            upload.tags = metadata.value(u"tags"_s).toVariant().toStringList();
            upload.isShared = metadata.value(u"shared"_s).toBool();
        } else {
            return core::invalid(part.name, core::shortened(part.name, 60) +
                                                u" is not a known part; send file and metadata"_s);
        }
    }
    if (!hasFile)
        return core::invalid(u"file"_s, missingField);
    return upload;
}

// In a thread of the pool: the system reads of the file what is looked at, and keeps none of it for us.
Result<core::UploadedDocument> readUpload(const std::shared_ptr<SpooledBody> &body,
                                          const QByteArray &contentType)
{
    QFile file(body->path());
    if (!file.open(QIODevice::ReadOnly))
        return core::failure(core::ErrorCode::Unavailable, u"The upload could not be read."_s,
                             file.errorString());
    const uchar *bytes = body->size() > 0 ? file.map(0, body->size()) : nullptr;
    const auto all = QByteArray::fromRawData(reinterpret_cast<const char *>(bytes), bytes ? body->size() : 0);
    core::UploadedDocument upload = TRY(uploadIn(all, contentType));
    upload.path = body->path();
    upload.keeper = body;
    return upload;
}

// The fields as the form has them: a title and tags stand in the metadata.
core::Error asOfTheForm(core::Error error)
{
    if (error.field == "title"_L1 || error.field == "tags"_L1 || error.field == "shared"_L1)
        error.field.prepend("metadata."_L1);
    else if (error.field == "content_type"_L1)
        error.field = u"file"_s;
    return error;
}

Result<Response> uploaded(const Result<core::Document> &added)
{
    if (added)
        return Response::json(201, toJson(*added))
            .with("Location", "/v1/knowledge/documents/" + QUrl::toPercentEncoding(added->id.value));
    const core::Error error = asOfTheForm(added.error());
    if (error.code == core::ErrorCode::Unsupported)
        return shaped(error, unsupportedMediaType);
    return error;
}

void upload(core::Core &core, const Request &request, const LateReply &reply)
{
    core::runInPool(
        &core.intake(),
        [body = request.file, type = request.header("content-type").toByteArray()] {
            return readUpload(body, type);
        },
        [&core, reply, principal = request.principal](const Result<core::UploadedDocument> &read) {
            if (!read)
                return reply.answer(read.error());
            core.intake().take(*read, principal, [reply](const Result<core::Document> &added) {
                reply.answer(uploaded(added));
            });
        });
}

Result<Response> listDocuments(core::Core &core, const Request &request)
{
    const int limit = static_cast<int>(request.queryInteger(u"limit", 20));
    QJsonArray documents;
    for (const core::Document &document :
         TRY(core.knowledge().list(limit, {request.query(u"before").value_or(QString())}, request.principal)))
        documents.append(toJson(document));
    return Response::json(200, QJsonObject{{u"documents"_s, documents},
                                           {u"total"_s, TRY(core.knowledge().count(request.principal))}});
}

Result<Response> showDocument(core::Core &core, const Request &request)
{
    return Response::json(200,
                          toJson(TRY(core.knowledge().get({request.parameter(u"id")}, request.principal))));
}

Result<Response> shareDocument(core::Core &core, const Request &request)
{
    return Response::json(
        200, toJson(TRY(core.knowledge().share(
                 {request.parameter(u"id")}, request.json.value(u"shared"_s).toBool(), request.principal))));
}

Result<Response> removeDocument(core::Core &core, const Request &request)
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
    BodyShape body = fileBody();
    body.mediaType = u"multipart/form-data"_s;
    body.fields = {
        {.name = u"file"_s,
         .presence = Presence::Required,
         .summary =
             u"Text, Markdown or HTML, in UTF-8 or the charset that its Content-Type (or the page) names, "
             "or PDF; 100 MB at most"_s},
        metadataField()};
    body.example = QJsonObject{{u"file"_s, u"Refunds are made within 30 days."_s},
                               {u"metadata"_s, QJsonObject{{u"title"_s, u"Refund policy"_s},
                                                           {u"tags"_s, QJsonArray{u"refunds"_s}}}}};
    return body;
}

Endpoint uploadEndpoint(core::Core &core)
{
    return {
        .method = Method::Post,
        .path = "/v1/knowledge/documents",
        .access = Scope::KnowledgeWrite,
        .body = uploadBody(),
        .handler = AnswerLater(
            [&core](const Request &request, const LateReply &reply) { upload(core, request, reply); }),
        .summary = u"Add a document: multipart/form-data with file and metadata {title, tags}"_s,
        .replies = {{.status = 201,
                     .summary = u"Added, and found by the search; a large one is processing for a while"_s,
                     .headers = {sentHeader(u"Location"_s, u"Where the document is"_s)}},
                    {.status = 415, .summary = u"Neither text, Markdown, HTML nor PDF"_s}},
        .bodyLimit = KnowledgeService::greatestUpload + roomForTheForm,
        .deadline = longestReading};
}

} // namespace

std::vector<Endpoint> documentEndpoints(core::Core &core)
{
    const Field query{.name = u"q"_s,
                      .presence = Presence::Required,
                      .maximum = KnowledgeService::longestQuery,
                      .missing = missingField};
    return {
        uploadEndpoint(core),
        {.method = Method::Get,
         .path = "/v1/knowledge/documents",
         .access = Scope::KnowledgeRead,
         .handler = AnswerNow([&core](const Request &request) { return listDocuments(core, request); }),
         .summary = u"List the documents that are yours or shared with everybody, newest first"_s,
         .query = {limitField(20),
                   {.name = u"before"_s, .maximum = 128, .summary = u"The last id of the page before"_s}}},
        {.method = Method::Get,
         .path = "/v1/knowledge/documents/{id}",
         .access = Scope::KnowledgeRead,
         .handler = AnswerNow([&core](const Request &request) { return showDocument(core, request); }),
         .summary = u"Show what is known of a document"_s},
        {.method = Method::Patch,
         .path = "/v1/knowledge/documents/{id}",
         .access = Scope::Administer,
         .body = jsonBody({{.name = u"shared"_s,
                            .type = FieldType::Boolean,
                            .presence = Presence::Required,
                            .missing = missingField}}),
         .handler = AnswerNow([&core](const Request &request) { return shareDocument(core, request); }),
         .summary = u"Share a document with everybody, or leave it to its owner alone"_s,
         .replies = {{.status = 200, .summary = u"The document"_s}}},
        {.method = Method::Delete,
         .path = "/v1/knowledge/documents/{id}",
         .access = Scope::KnowledgeWrite,
         .handler = AnswerNow([&core](const Request &request) { return removeDocument(core, request); }),
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
