// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/anthropicprovider.h"

#include "core/base/json.h"
#include "core/provider/anthropicreader.h"
#include "core/provider/modelpost.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int usualMaxTokens = 4096;

// The protocol takes letters, digits, '_' and '-' only; an id may come from a conversation with another
// provider.
QString wireId(const QString &id)
{
    QString wire = id;
    for (QChar &c : wire) {
        const bool isPlain =
            (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'-';
        if (!isPlain)
            c = u'_';
    }
    return wire.isEmpty() ? u"call"_s : wire;
}

QJsonObject textBlock(const QString &text)
{
    return {{u"type"_s, u"text"_s}, {u"text"_s, text}};
}

QJsonArray blocksOf(const Message &message)
{
    QJsonArray blocks;
    if (message.role == Role::Tool) {
        return {QJsonObject{{u"type"_s, u"tool_result"_s},
                            {u"tool_use_id"_s, wireId(message.toolCallId)},
                            {u"content"_s, message.text}}};
    }
    // Blocks without any text are refused.
    if (!message.text.trimmed().isEmpty())
        blocks.append(textBlock(message.text));
    for (const ToolCall &call : message.toolCalls) {
        blocks.append(QJsonObject{{u"type"_s, u"tool_use"_s},
                                  {u"id"_s, wireId(call.id)},
                                  {u"name"_s, call.name},
                                  {u"input"_s, call.arguments}});
    }
    return blocks;
}

// Roles take turns, and the results of all tools that were called together belong into one message.
QJsonArray wireMessages(const QList<Message> &messages)
{
    QJsonArray wire;
    for (const Message &message : messages) {
        QJsonArray blocks = blocksOf(message);
        if (blocks.isEmpty())
            continue;
        const QString role = message.role == Role::Assistant ? u"assistant"_s : u"user"_s;
        if (!wire.isEmpty() && wire.last()["role"_L1].toString() == role) {
            const QJsonArray added = blocks;
            blocks = wire.last()["content"_L1].toArray();
            for (const QJsonValue &block : added)
                blocks.append(block);
            wire.removeLast();
        }
        wire.append(QJsonObject{{u"role"_s, role}, {u"content"_s, blocks}});
    }
    return wire;
}

QJsonArray wireTools(const QList<ToolSpec> &specs)
{
    QJsonArray tools;
    for (const ToolSpec &spec : specs) {
        tools.append(QJsonObject{{u"name"_s, spec.name},
                                 {u"description"_s, spec.description},
                                 {u"input_schema"_s, schemaOf(spec)}});
    }
    return tools;
}

QByteArray bodyOf(const ModelRequest &request, const QString &model, int maxTokens)
{
    QJsonObject body{{u"model"_s, model},
                     {u"max_tokens"_s, maxTokens},
                     {u"messages"_s, wireMessages(request.messages)},
                     {u"stream"_s, true}};
    if (!request.systemPrompt.isEmpty())
        body.insert(u"system"_s, request.systemPrompt);
    if (!request.tools.isEmpty())
        body.insert(u"tools"_s, wireTools(request.tools));
    if (request.temperature >= 0)
        body.insert(u"temperature"_s, request.temperature);
    if (request.topP >= 0)
        body.insert(u"top_p"_s, request.topP);
    return toBytes(body);
}

} // namespace

Result<std::unique_ptr<AnthropicProvider>> AnthropicProvider::create(const ProviderSettings &settings,
                                                                     const CallLimits &limits)
{
    QUrl url = TRY(baseUrlOf(settings, u"https://api.anthropic.com"_s));
    QString path = url.path();
    for (const QString &ending : {u"/messages"_s, u"/v1"_s}) {
        if (path.endsWith(ending))
            path.chop(ending.size());
    }
    url.setPath(path + u"/v1/messages"_s);
    ProviderSettings complete = settings;
    if (complete.defaultModel.isEmpty())
        complete.defaultModel = u"claude-sonnet-4-5"_s;
    return std::unique_ptr<AnthropicProvider>(new AnthropicProvider(std::move(complete), url, limits));
}

AnthropicProvider::AnthropicProvider(ProviderSettings settings, QUrl url, const CallLimits &limits)
    : m_settings(std::move(settings))
    , m_url(std::move(url))
    , m_limits(limits)
    , m_pool(ConnectionPool::create())
{
}

std::unique_ptr<ModelCall> AnthropicProvider::start(const ModelRequest &request)
{
    const int maxTokens = request.maxTokens > 0 ? request.maxTokens : usualMaxTokens;
    ModelPost post = postFor(m_settings, m_url, request, m_limits);
    post.request.setRawHeader("anthropic-version", "2023-06-01");
    if (!m_settings.key.isEmpty())
        post.request.setRawHeader("x-api-key", m_settings.key.toLatin1());
    post.body = bodyOf(request, post.origin.model, maxTokens);
    auto reader = std::make_unique<AnthropicReader>(post.origin, maxTokens);
    return begin(m_pool, std::move(post), std::move(reader), request);
}

} // namespace core
