// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/refusals.h"

#include "server/http/httpstatus.h"
#include "server/surfaces/system/answers.h"
#include "server/surfaces/system/fieldschema.h"

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

} // namespace

QJsonObject answeredTo(const Endpoint &row)
{
    const QString name = core::toWord(row.method).toLower() + u' ' + QString::fromLatin1(row.path);
    return recordedShapes().value(name).toObject();
}

std::set<int> refusalsOf(const Endpoint &row)
{
    std::set<int> statuses{0, 500};
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
    const Request request;
    const int shaped = status == 0 ? 500 : status;
    const QJsonValue example = steady(valueOf(surface.shapeError(sampleError(shaped), shaped, request).body));
    const QJsonObject media{{u"schema"_s, schemaOf(example)}, {u"example"_s, example}};
    const QString reason = status == 0 ? u"Any other refusal"_s : QString::fromLatin1(reasonOf(status));
    return {{u"description"_s, reason}, {u"content"_s, QJsonObject{{u"application/json"_s, media}}}};
}

} // namespace server::system
