// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/openaiprovider.h"

#include "core/base/json.h"
#include "core/provider/modelpost.h"
#include "core/provider/openaireader.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject wireCall(const ToolCall &call)
{
    const QString arguments = QString::fromUtf8(toBytes(call.arguments));
    return {{u"id"_s, call.id},
            {u"type"_s, u"function"_s},
            {u"function"_s, QJsonObject{{u"name"_s, call.name}, {u"arguments"_s, arguments}}}};
}

QJsonObject wireMessage(const Message &message)
{
    switch (message.role) {
    case Role::User:
        return {{u"role"_s, u"user"_s}, {u"content"_s, message.text}};
    case Role::Tool:
        return {
            {u"role"_s, u"tool"_s}, {u"tool_call_id"_s, message.toolCallId}, {u"content"_s, message.text}};
    case Role::Assistant:
        break;
    }
    QJsonObject wire{{u"role"_s, u"assistant"_s}, {u"content"_s, message.text}};
    if (message.toolCalls.isEmpty())
        return wire;
    QJsonArray calls;
    for (const ToolCall &call : message.toolCalls)
        calls.append(wireCall(call));
    wire.insert(u"tool_calls"_s, calls);
    if (message.text.isEmpty())
        wire.insert(u"content"_s, QJsonValue::Null);
    return wire;
}

QJsonArray wireMessages(const ModelRequest &request)
{
    QJsonArray messages;
    if (!request.systemPrompt.isEmpty())
        messages.append(QJsonObject{{u"role"_s, u"system"_s}, {u"content"_s, request.systemPrompt}});
    for (const Message &message : request.messages)
        messages.append(wireMessage(message));
    return messages;
}

QJsonArray wireTools(const QList<ToolSpec> &specs)
{
    QJsonArray tools;
    for (const ToolSpec &spec : specs) {
        const QJsonObject function{
            {u"name"_s, spec.name}, {u"description"_s, spec.description}, {u"parameters"_s, schemaOf(spec)}};
        tools.append(QJsonObject{{u"type"_s, u"function"_s}, {u"function"_s, function}});
    }
    return tools;
}

// OpenAI's own servers refuse the old name for their newer models; most others know only the old one.
QString limitName(const QUrl &url)
{
    const bool isNew = url.host() == u"api.openai.com" || url.host().endsWith(u".openai.azure.com"_s);
    return isNew ? u"max_completion_tokens"_s : u"max_tokens"_s;
}

} // namespace

Result<std::unique_ptr<OpenAiProvider>> OpenAiProvider::create(const ProviderSettings &settings,
                                                               const CallLimits &limits)
{
    QUrl url = TRY(baseUrlOf(settings, u"https://api.openai.com/v1"_s));
    QString path = url.path();
    const QString endpoint = u"/chat/completions"_s;
    if (path.endsWith(endpoint))
        path.chop(endpoint.size());
    url.setPath((path.isEmpty() ? u"/v1"_s : path) + endpoint);
    ProviderSettings complete = settings;
    if (complete.defaultModel.isEmpty() && url.host() == u"api.openai.com")
        complete.defaultModel = u"gpt-4o-mini"_s;
    return std::unique_ptr<OpenAiProvider>(new OpenAiProvider(std::move(complete), url, limits));
}

OpenAiProvider::OpenAiProvider(ProviderSettings settings, QUrl url, const CallLimits &limits)
    : m_settings(std::move(settings))
    , m_url(std::move(url))
    , m_limits(limits)
    , m_pool(ConnectionPool::create())
{
}

std::unique_ptr<ModelCall> OpenAiProvider::start(const ModelRequest &request)
{
    ModelPost post = postFor(m_settings, m_url, request, m_limits);
    if (!m_settings.key.isEmpty())
        post.request.setRawHeader("Authorization", "Bearer " + m_settings.key.toLatin1());
    post.body = bodyOf(request, post.origin.model);
    auto reader = std::make_unique<OpenAiReader>(post.origin, request.maxTokens);
    return begin(m_pool, std::move(post), std::move(reader), request);
}

QByteArray OpenAiProvider::bodyOf(const ModelRequest &request, const QString &model) const
{
    QJsonObject body = request.hints;
    body.insert(u"model"_s, model);
    body.insert(u"messages"_s, wireMessages(request));
    body.insert(u"stream"_s, true);
    body.insert(u"stream_options"_s, QJsonObject{{u"include_usage"_s, true}});
    if (!request.tools.isEmpty())
        body.insert(u"tools"_s, wireTools(request.tools));
    if (request.temperature >= 0)
        body.insert(u"temperature"_s, request.temperature);
    if (request.topP >= 0)
        body.insert(u"top_p"_s, request.topP);
    if (request.presencePenalty != 0)
        body.insert(u"presence_penalty"_s, request.presencePenalty);
    if (request.frequencyPenalty != 0)
        body.insert(u"frequency_penalty"_s, request.frequencyPenalty);
    if (request.maxTokens > 0)
        body.insert(limitName(m_url), request.maxTokens);
    return toBytes(body);
}

} // namespace core
