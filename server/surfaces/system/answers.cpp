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

QJsonObject readRecord(QStringView name)
{
    Asset::showResources();
    return valueOf(core::resource(name)).toObject();
}

QJsonObject withExample(QJsonObject reply, const QJsonValue &answer)
{
    QJsonObject content = reply.value(u"content"_s).toObject();
    QJsonObject media = content.value(json).toObject();
    const QJsonObject schema = media.value(u"schema"_s).toObject();
    media.insert(u"schema"_s, schema.isEmpty() ? schemaOf(answer) : withNamesOf(schema, answer));
    media.insert(u"example"_s, answer);
    content.insert(json, media);
    reply.insert(u"content"_s, content);
    return reply;
}

} // namespace

const QJsonObject &recordedAnswers()
{
    static const QJsonObject answers = readRecord(u"pages/answers.json");
    return answers;
}

const QJsonObject &recordedShapes()
{
    static const QJsonObject shapes = readRecord(u"pages/shapes.json");
    return shapes;
}

QJsonObject withRecorded(QJsonObject operation, const QJsonObject &recorded)
{
    operation = withBody(operation, recorded.value(u"request"_s));
    const QJsonValue answer = recorded.value(u"answer"_s);
    QJsonObject replies = operation.value(u"responses"_s).toObject();
    const QString status = QString::number(recorded.value(u"status"_s).toInt());
    QJsonObject reply = replies.value(status).toObject();
    const QJsonObject media = reply.value(u"content"_s)[json].toObject();
    const bool saysNothing = media.isEmpty() ? !reply.contains(u"content"_s) : !media.contains(u"example"_s);
    if (recorded.isEmpty() || !saysNothing)
        return operation;
    // A row that says nothing of its success has an empty 200, which may be another status in truth.
    if (reply.isEmpty()) {
        replies.remove(u"200"_s);
        reply.insert(u"description"_s, u"Done"_s);
    }
    if (!answer.isUndefined())
        reply = withExample(reply, answer);
    replies.insert(status, reply);
    operation.insert(u"responses"_s, replies);
    return operation;
}

} // namespace server::system
