// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/openaireader.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/provider/price.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// Text, or a list of parts of which those of type "text" count.
QString textOf(const QJsonValue &content)
{
    if (!content.isArray())
        return content.toString();
    QString text;
    const QJsonArray parts = content.toArray();
    for (const QJsonValue &part : parts) {
        if (part["type"_L1].toString() == "text"_L1)
            text += part["text"_L1].toString();
    }
    return text;
}

} // namespace

OpenAiReader::OpenAiReader(Origin origin, int maxTokens)
    : m_origin(std::move(origin))
    , m_maxTokens(maxTokens)
{
}

Result<QString> OpenAiReader::read(const ServerEvent &event)
{
    const QByteArray json = event.data.trimmed();
    if (json == "[DONE]") {
        m_isMarked = true;
        return QString();
    }
    return readCompletion(json, "delta"_L1);
}

Result<QString> OpenAiReader::readWhole(const QByteArray &body)
{
    QString text = TRY(readCompletion(body, "message"_L1));
    if (m_hasReason || !text.isEmpty() || !m_pieces.isEmpty())
        m_isMarked = true;
    return text;
}

Result<QString> OpenAiReader::readCompletion(const QByteArray &json, QLatin1StringView messageKey)
{
    const QJsonObject completion = TRY(answerObject(m_origin, json));
    m_isExact = !unkeptNumberIn(json);
    const QString model = completion.value("model"_L1).toString();
    if (!model.isEmpty())
        m_origin.model = shortened(model, 200);
    const QJsonObject usage = completion.value("usage"_L1).toObject();
    if (!usage.isEmpty()) {
        m_usage.inputTokens = tokensOf(usage.value("prompt_tokens"_L1));
        m_usage.outputTokens = tokensOf(usage.value("completion_tokens"_L1));
    }
    // The last chunk has the usage and no choice.
    const QJsonObject choice = completion.value("choices"_L1)[0].toObject();
    return readChoice(choice, choice.value(messageKey).toObject());
}

Result<QString> OpenAiReader::readChoice(const QJsonObject &choice, const QJsonObject &message)
{
    QString text = textOf(message.value("content"_L1)) + message.value("refusal"_L1).toString();
    m_text += text;
    const QJsonArray calls = message.value("tool_calls"_L1).toArray();
    for (const QJsonValue &call : calls)
        TRY(readToolCall(call.toObject()));
    const QString reason = choice.value("finish_reason"_L1).toString();
    if (!reason.isEmpty() && !m_hasReason)
        text += TRY(finish(reason));
    return text;
}

Result<QString> OpenAiReader::finish(const QString &reason)
{
    m_hasReason = true;
    m_ending = endingOf(reason);
    if (m_ending == Ending::Broken)
        TRY(checkEnding(m_origin, m_ending, {}));
    const bool isNothing = m_text.trimmed().isEmpty();
    if (isNothing && (!m_pieces.isEmpty() || (m_ending != Ending::Natural && m_ending != Ending::Unknown)))
        return QString();
    QString notice = isNothing ? emptyNotice() : QString();
    notice += noticeOf(m_ending, m_maxTokens);
    m_text += notice;
    return notice;
}

Result<void> OpenAiReader::readToolCall(const QJsonObject &call)
{
    const QJsonObject function = call.value("function"_L1).toObject();
    const QString id = call.value("id"_L1).toString();
    const QString name = function.value("name"_L1).toString();
    Piece *piece = pieceFor(call.value("index"_L1).toInt(-1), id, name);
    if (!piece)
        return modelError(m_origin, u"called more than %1 tools at once"_s.arg(mostToolCalls));
    if (piece->id.isEmpty())
        piece->id = id;
    if (piece->name.isEmpty())
        piece->name = name;
    const QJsonValue arguments = function.value("arguments"_L1);
    if (arguments.isObject()) {
        // A number that was rounded while it was read cannot be told from the one that was meant.
        piece->arguments = m_isExact ? toBytes(arguments.toObject()) : QByteArray("(rounded)");
    } else {
        piece->arguments += arguments.toString().toUtf8();
    }
    return {};
}

// The call that a piece continues, or a new one. Servers differ: some number the calls, some give them ids,
// some give every call the number 0, and some give nothing at all.
OpenAiReader::Piece *OpenAiReader::pieceFor(int index, const QString &id, const QString &name)
{
    const auto isIt = [index](const Piece &piece) { return index < 0 || piece.index == index; };
    const auto found = std::find_if(m_pieces.rbegin(), m_pieces.rend(), isIt);
    bool isAnother = found == m_pieces.rend();
    if (!isAnother && !id.isEmpty() && !found->id.isEmpty())
        isAnother = id != found->id;
    else if (!isAnother && !name.isEmpty() && !found->name.isEmpty())
        isAnother = index < 0 || parseObject(found->arguments);
    if (!isAnother)
        return &*found;
    if (m_pieces.size() >= mostToolCalls)
        return nullptr;
    m_pieces.append(Piece{.index = index});
    return &m_pieces.last();
}

Result<ModelAnswer> OpenAiReader::takeAnswer()
{
    ModelAnswer answer{.text = std::move(m_text), .usage = m_usage, .model = m_origin.model};
    answer.usage.cost = costOf(answer.model, answer.usage);
    answer.isCut = m_ending == Ending::Length;
    // A call that was cut off has broken arguments: the limit, and not the model, is to blame.
    if (m_ending == Ending::Length || m_ending == Ending::Content) {
        for (const Piece &piece : m_pieces)
            answer.toolCalls.append(ToolCall{.name = piece.name});
        TRY(checkEnding(m_origin, m_ending, answer));
    }
    for (const Piece &piece : m_pieces)
        answer.toolCalls.append(TRY(toolCallOf(m_origin, piece.id, piece.name, piece.arguments)));
    if (answer.toolCalls.isEmpty() && answer.text.trimmed().isEmpty())
        answer.text = emptyNotice();
    return answer;
}

} // namespace core
