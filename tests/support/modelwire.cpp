// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/modelwire.h"

#include "core/base/json.h"

namespace testsupport {

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray chunk(const QJsonObject &delta, const QJsonValue &reason = {})
{
    const QJsonObject choice{{u"index"_s, 0}, {u"delta"_s, delta}, {u"finish_reason"_s, reason}};
    return wireEvent(toBytes(QJsonObject{{u"id"_s, u"chatcmpl-1"_s},
                                         {u"object"_s, u"chat.completion.chunk"_s},
                                         {u"model"_s, u"gpt-4o-mini-2024-07-18"_s},
                                         {u"choices"_s, QJsonArray{choice}}}));
}

QByteArray openAiEnd(const QString &reason)
{
    const QJsonObject usage{{u"prompt_tokens"_s, 12}, {u"completion_tokens"_s, 7}, {u"total_tokens"_s, 19}};
    return chunk({}, reason) +
           wireEvent(toBytes(QJsonObject{{u"choices"_s, QJsonArray()}, {u"usage"_s, usage}})) +
           wireEvent("[DONE]");
}

QByteArray event(const QString &type, QJsonObject fields = {})
{
    fields.insert(u"type"_s, type);
    return wireEvent(toBytes(fields), type.toLatin1());
}

QByteArray anthropicStart(const QJsonObject &block)
{
    const QJsonObject message{{u"id"_s, u"msg_1"_s},
                              {u"role"_s, u"assistant"_s},
                              {u"model"_s, u"claude-sonnet-4-5-20250929"_s},
                              {u"usage"_s, QJsonObject{{u"input_tokens"_s, 12}, {u"output_tokens"_s, 1}}}};
    return event(u"message_start"_s, {{u"message"_s, message}}) +
           event(u"content_block_start"_s, {{u"index"_s, 0}, {u"content_block"_s, block}}) + event(u"ping"_s);
}

QByteArray anthropicDelta(const QJsonObject &delta)
{
    return event(u"content_block_delta"_s, {{u"index"_s, 0}, {u"delta"_s, delta}});
}

QByteArray anthropicEnd(const QString &reason)
{
    const QJsonObject delta{{u"stop_reason"_s, reason}, {u"stop_sequence"_s, QJsonValue::Null}};
    return event(u"content_block_stop"_s, {{u"index"_s, 0}}) +
           event(u"message_delta"_s,
                 {{u"delta"_s, delta}, {u"usage"_s, QJsonObject{{u"output_tokens"_s, 7}}}}) +
           event(u"message_stop"_s);
}

} // namespace

QByteArray wireEvent(const QByteArray &data, const QByteArray &type)
{
    const QByteArray head = type.isEmpty() ? QByteArray() : "event: " + type + '\n';
    return head + "data: " + data + "\n\n";
}

QByteArray openAiText(const QStringList &pieces, const QString &finishReason)
{
    QByteArray bytes = chunk({{u"role"_s, u"assistant"_s}, {u"content"_s, QString()}});
    for (const QString &piece : pieces)
        bytes += chunk({{u"content"_s, piece}});
    return bytes + openAiEnd(finishReason);
}

QByteArray openAiToolCall(const QString &name, const QStringList &argumentPieces)
{
    const QJsonObject function{{u"name"_s, name}, {u"arguments"_s, QString()}};
    const QJsonObject first{
        {u"index"_s, 0}, {u"id"_s, u"call_1"_s}, {u"type"_s, u"function"_s}, {u"function"_s, function}};
    QByteArray bytes = chunk({{u"role"_s, u"assistant"_s},
                              {u"content"_s, QJsonValue::Null},
                              {u"tool_calls"_s, QJsonArray{first}}});
    for (const QString &piece : argumentPieces) {
        const QJsonObject more{{u"index"_s, 0}, {u"function"_s, QJsonObject{{u"arguments"_s, piece}}}};
        bytes += chunk({{u"tool_calls"_s, QJsonArray{more}}});
    }
    return bytes + openAiEnd(u"tool_calls"_s);
}

QByteArray anthropicText(const QStringList &pieces, const QString &stopReason)
{
    QByteArray bytes = anthropicStart({{u"type"_s, u"text"_s}, {u"text"_s, QString()}});
    for (const QString &piece : pieces)
        bytes += anthropicDelta({{u"type"_s, u"text_delta"_s}, {u"text"_s, piece}});
    return bytes + anthropicEnd(stopReason);
}

QByteArray anthropicToolUse(const QString &name, const QStringList &inputPieces)
{
    QByteArray bytes = anthropicStart({{u"type"_s, u"tool_use"_s},
                                       {u"id"_s, u"toolu_1"_s},
                                       {u"name"_s, name},
                                       {u"input"_s, QJsonObject()}});
    for (const QString &piece : inputPieces)
        bytes += anthropicDelta({{u"type"_s, u"input_json_delta"_s}, {u"partial_json"_s, piece}});
    return bytes + anthropicEnd(u"tool_use"_s);
}

} // namespace testsupport
