// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/answers.h"

#include "core/base/resources.h"
#include "server/surfaces/system/asset.h"
#include "server/surfaces/system/fieldschema.h"

namespace server::system {

using namespace Qt::Literals::StringLiterals;

namespace {

const QString json = u"application/json"_s;

QJsonObject withBody(QJsonObject operation, const QJsonValue &body)
{
    QJsonObject request = operation.value(u"requestBody"_s).toObject();
    QJsonObject content = request.value(u"content"_s).toObject();
    QJsonObject media = content.value(json).toObject();
    if (body.isUndefined() || media.isEmpty() || media.contains(u"example"_s))
        return operation;
    media.insert(u"example"_s, body);
    content.insert(json, media);
    request.insert(u"content"_s, content);
    operation.insert(u"requestBody"_s, request);
    return operation;
}

} // namespace

const QJsonObject &recordedAnswers()
{
    static const QJsonObject answers = [] {
        Asset::showResources();
        return valueOf(core::resource(u"pages/answers.json")).toObject();
    }();
    return answers;
}

QJsonObject withRecorded(QJsonObject operation, const QJsonObject &recorded)
{
    operation = withBody(operation, recorded.value(u"request"_s));
    const QJsonValue answer = recorded.value(u"answer"_s);
    QJsonObject replies = operation.value(u"responses"_s).toObject();
    const QString status = QString::number(recorded.value(u"status"_s).toInt());
    QJsonObject reply = replies.value(status).toObject();
    if (recorded.isEmpty() || reply.contains(u"content"_s))
        return operation;
    // A row that says nothing of its success has an empty 200, which may be another status in truth.
    if (reply.isEmpty()) {
        replies.remove(u"200"_s);
        reply.insert(u"description"_s, u"Done"_s);
    }
    if (!answer.isUndefined())
        reply.insert(u"content"_s, QJsonObject{{json, QJsonObject{{u"schema"_s, schemaOf(answer)},
                                                                  {u"example"_s, answer}}}});
    replies.insert(status, reply);
    operation.insert(u"responses"_s, replies);
    return operation;
}

} // namespace server::system
