// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/modelpost.h"

namespace core {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

QJsonObject schemaOf(const ToolSpec &spec)
{
    QJsonObject schema = spec.parameters;
    if (!schema.contains("type"_L1))
        schema.insert(u"type"_s, u"object"_s);
    if (!schema.contains("properties"_L1))
        schema.insert(u"properties"_s, QJsonObject());
    return schema;
}

ModelPost postFor(const ProviderSettings &settings, const QUrl &url, const ModelRequest &request,
                  const CallLimits &limits)
{
    ModelPost post;
    post.origin.provider = settings.name;
    post.origin.address = url.toDisplayString(QUrl::RemovePath | QUrl::RemoveUserInfo | QUrl::RemoveQuery);
    post.origin.model = request.model.isEmpty() ? settings.defaultModel : request.model;
    post.origin.hasKey = !settings.key.isEmpty();
    post.request = QNetworkRequest(url);
    post.timeLimit = request.timeLimit > 0ms ? request.timeLimit : ModelRequest().timeLimit;
    post.limits = limits;
    return post;
}

std::unique_ptr<ModelCall> begin(const std::shared_ptr<ConnectionPool> &pool, ModelPost post,
                                 std::unique_ptr<AnswerReader> reader, const ModelRequest &request)
{
    const Origin origin = post.origin;
    auto call = std::make_unique<HttpModelCall>(pool, std::move(post), std::move(reader));
    if (origin.model.isEmpty()) {
        call->refuse(
            invalid(u"model"_s, u"The provider \"%1\" has no default model. Name a model in the request, or "
                                "configure a default model."_s.arg(origin.provider)));
    } else if (request.messages.isEmpty()) {
        call->refuse(invalid(u"messages"_s, u"There is no message to answer."_s));
    } else {
        call->start();
    }
    return call;
}

} // namespace core
