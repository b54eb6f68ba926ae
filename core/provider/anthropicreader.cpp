// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/anthropicreader.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/provider/price.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

AnthropicReader::AnthropicReader(Origin origin, int maxTokens)
    : m_origin(std::move(origin))
    , m_maxTokens(maxTokens)
{
}

Result<QString> AnthropicReader::read(const ServerEvent &event)
{
    const QJsonObject parsed = TRY(answerObject(m_origin, event.data));
    m_isExact = !unkeptNumberIn(event.data);
    return readEvent(parsed.value("type"_L1).toString(), parsed);
}

Result<QString> AnthropicReader::readEvent(const QString &type, const QJsonObject &event)
{
    const int index = event.value("index"_L1).toInt(-1);
    if (type == u"content_block_delta")
        return continueBlock(index, event.value("delta"_L1).toObject());
    if (type == u"content_block_start")
        return startBlock(index, event.value("content_block"_L1).toObject());
    if (type == u"message_start") {
        readHead(event.value("message"_L1).toObject());
    } else if (type == u"message_delta") {
        readUsage(event.value("usage"_L1).toObject());
        return finish(event.value("delta"_L1)["stop_reason"_L1].toString());
    } else if (type == u"message_stop") {
        m_isMarked = true;
    }
    return QString();
}

Result<QString> AnthropicReader::readWhole(const QByteArray &body)
{
    const QJsonObject message = TRY(answerObject(m_origin, body));
    m_isExact = !unkeptNumberIn(body);
    readHead(message);
    QString text;
    int index = 0;
    const QJsonArray blocks = message.value("content"_L1).toArray();
    for (const QJsonValue &block : blocks)
        text += TRY(startBlock(index++, block.toObject()));
    text += TRY(finish(message.value("stop_reason"_L1).toString()));
    m_isMarked = m_hasReason;
    return text;
}

void AnthropicReader::readHead(const QJsonObject &message)
{
    const QString model = message.value("model"_L1).toString();
    if (!model.isEmpty())
        m_origin.model = shortened(model, 200);
    readUsage(message.value("usage"_L1).toObject());
}

// The counts are totals so far; an event that leaves one out does not change it.
void AnthropicReader::readUsage(const QJsonObject &usage)
{
    if (usage.contains("input_tokens"_L1)) {
        m_usage.inputTokens = tokensOf(usage.value("input_tokens"_L1)) +
                              tokensOf(usage.value("cache_creation_input_tokens"_L1)) +
                              tokensOf(usage.value("cache_read_input_tokens"_L1));
    }
    if (usage.contains("output_tokens"_L1))
        m_usage.outputTokens = tokensOf(usage.value("output_tokens"_L1));
}

Result<QString> AnthropicReader::startBlock(int index, const QJsonObject &block)
{
    const QString type = block.value("type"_L1).toString();
    if (type == u"text") {
        const QString text = block.value("text"_L1).toString();
        m_text += text;
        return text;
    }
    if (type != u"tool_use")
        return QString();
    if (m_tools.size() >= mostToolCalls)
        return modelError(m_origin, u"called more than %1 tools at once"_s.arg(mostToolCalls));
    m_tools[index] =
        ToolUse{.id = block.value("id"_L1).toString(),
                .name = block.value("name"_L1).toString(),
                .input = m_isExact ? toBytes(block.value("input"_L1).toObject()) : QByteArray("(rounded)")};
    return QString();
}

QString AnthropicReader::continueBlock(int index, const QJsonObject &delta)
{
    const QString type = delta.value("type"_L1).toString();
    if (type == u"text_delta") {
        const QString text = delta.value("text"_L1).toString();
        m_text += text;
        return text;
    }
    const auto tool = m_tools.find(index);
    if (type == u"input_json_delta" && tool != m_tools.end())
        tool->second.pieces += delta.value("partial_json"_L1).toString().toUtf8();
    return {};
}

Result<QString> AnthropicReader::finish(const QString &reason)
{
    if (reason.isEmpty() || m_hasReason)
        return QString();
    m_hasReason = true;
    m_ending = endingOf(reason);
    if (m_ending == Ending::Broken)
        TRY(checkEnding(m_origin, m_ending, {}));
    const bool isNothing = m_text.trimmed().isEmpty();
    if (isNothing && (!m_tools.empty() || (m_ending != Ending::Natural && m_ending != Ending::Unknown)))
        return QString();
    QString notice = isNothing ? emptyNotice() : QString();
    notice += noticeOf(m_ending, reason == u"max_tokens" ? m_maxTokens : 0);
    m_text += notice;
    return notice;
}

Result<ModelAnswer> AnthropicReader::takeAnswer()
{
    ModelAnswer answer{.text = std::move(m_text), .usage = m_usage, .model = m_origin.model};
    answer.usage.cost = costOf(answer.model, answer.usage);
    answer.isCut = m_ending == Ending::Length;
    // A call that was cut off has broken arguments: the limit, and not the model, is to blame.
    if (m_ending == Ending::Length || m_ending == Ending::Content) {
        for (const auto &[index, tool] : m_tools)
            answer.toolCalls.append(ToolCall{.name = tool.name});
        TRY(checkEnding(m_origin, m_ending, answer));
    }
    for (const auto &[index, tool] : m_tools) {
        const QByteArray arguments = tool.pieces.isEmpty() ? tool.input : tool.pieces;
        answer.toolCalls.append(TRY(toolCallOf(m_origin, tool.id, tool.name, arguments)));
    }
    if (answer.toolCalls.isEmpty() && answer.text.trimmed().isEmpty())
        answer.text = emptyNotice();
    return answer;
}

} // namespace core
