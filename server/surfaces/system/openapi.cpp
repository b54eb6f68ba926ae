// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/openapi.h"

#include "server/surfaces/system/answers.h"
#include "server/surfaces/system/operation.h"
#include "server/surfaces/system/refusals.h"

namespace server::system {

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject securitySchemes()
{
    const auto key = [](const QString &place, const QString &name, const QString &words) {
        return QJsonObject{
            {u"type"_s, u"apiKey"_s}, {u"in"_s, place}, {u"name"_s, name}, {u"description"_s, words}};
    };
    const QJsonObject bearer{
        {u"type"_s, u"http"_s},
        {u"scheme"_s, u"bearer"_s},
        {u"description"_s, u"`Authorization: Bearer …` with a key, or with the access token of a login."_s}};
    return {{u"apiKey"_s, key(u"header"_s, u"X-API-Key"_s, u"A key (`sk_…`) in a header."_s)},
            {u"bearer"_s, bearer},
            {u"queryKey"_s, key(u"query"_s, u"api_key"_s,
                                u"Where a browser's EventSource and WebSocket can send no header."_s)}};
}

QJsonObject about()
{
    return {{u"title"_s, u"Signalbox"_s},
            {u"version"_s, QStringLiteral(SIGNALBOX_VERSION)},
            {u"summary"_s, u"Published contracts over one core"_s},
            {u"description"_s,
             u"Run teams of AI agents: clusters, tasks, approvals, chat and knowledge. Each tag is one "
             "published contract; all of them see the same tasks. Errors have the shape of their contract. "
             "Every row says which scope its key needs."_s},
            {u"license"_s,
             QJsonObject{{u"name"_s, u"GPL-3.0-or-later"_s}, {u"identifier"_s, u"GPL-3.0-or-later"_s}}}};
}

QJsonObject tagOf(const Surface &surface)
{
    QJsonObject tag{{u"name"_s, surface.name}};
    if (!surface.summary.isEmpty())
        tag.insert(u"description"_s, surface.summary);
    return tag;
}

// Those that the operation refers to.
void insertRefusals(QJsonObject &refusals, const Surface &surface, const Endpoint &row,
                    const QJsonObject &operation)
{
    for (const int status : refusalsOf(row)) {
        const QString key = status == 0 ? u"default"_s : QString::number(status);
        const QString name = refusalName(surface, status);
        const bool isUsed = operation.value(u"responses"_s)[key].toObject().contains(u"$ref"_s);
        if (isUsed && !refusals.contains(name))
            refusals.insert(name, refusalReply(surface, status));
    }
}

} // namespace

QJsonObject openApiOf(const std::vector<Surface> &surfaces)
{
    QJsonObject paths;
    QJsonObject refusals;
    QJsonArray tags;
    for (const Surface &surface : surfaces) {
        if (!surface.endpoints.empty())
            tags.append(tagOf(surface));
        for (const Endpoint &row : surface.endpoints) {
            const QString path = QString::fromLatin1(row.path);
            QJsonObject item = paths.value(path).toObject();
            const QString method = core::toWord(row.method).toLower();
            const QString name = method + u' ' + path;
            const QJsonObject operation =
                withRecorded(operationOf(surface, row), recordedAnswers().value(name).toObject());
            item.insert(method, operation);
            paths.insert(path, item);
            insertRefusals(refusals, surface, row, operation);
        }
    }
    return {{u"openapi"_s, u"3.1.0"_s},
            {u"info"_s, about()},
            {u"servers"_s, QJsonArray{QJsonObject{{u"url"_s, u"/"_s}, {u"description"_s, u"This server"_s}}}},
            {u"tags"_s, tags},
            {u"paths"_s, paths},
            {u"components"_s,
             QJsonObject{{u"responses"_s, refusals}, {u"securitySchemes"_s, securitySchemes()}}}};
}

} // namespace server::system
