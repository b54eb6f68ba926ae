// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/answerparts.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <QJsonDocument>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostWrappings = 3;

struct EndingWord
{
    QStringView word;
    Ending ending;
};

constexpr EndingWord endingWords[] = {
    {u"stop", Ending::Natural},
    {u"tool_calls", Ending::Natural},
    {u"function_call", Ending::Natural},
    {u"tool_call", Ending::Natural},
    {u"end_turn", Ending::Natural},
    {u"stop_sequence", Ending::Natural},
    {u"tool_use", Ending::Natural},
    {u"eos", Ending::Natural},
    {u"eos_token", Ending::Natural},
    {u"end", Ending::Natural},
    {u"complete", Ending::Natural},
    {u"completed", Ending::Natural},
    {u"length", Ending::Length},
    {u"max_tokens", Ending::Length},
    {u"max_output_tokens", Ending::Length},
    {u"max_length", Ending::Length},
    {u"model_length", Ending::Length},
    {u"model_context_window_exceeded", Ending::Length},
    {u"content_filter", Ending::Content},
    {u"refusal", Ending::Content},
    {u"safety", Ending::Content},
    {u"image_safety", Ending::Content},
    {u"sensitive", Ending::Content},
    {u"recitation", Ending::Content},
    {u"blocklist", Ending::Content},
    {u"prohibited_content", Ending::Content},
    {u"spii", Ending::Content},
    {u"language", Ending::Content},
    {u"error", Ending::Broken},
    {u"network_error", Ending::Broken},
    {u"insufficient_system_resource", Ending::Broken},
    {u"abort", Ending::Broken},
    {u"aborted", Ending::Broken},
    {u"cancelled", Ending::Broken},
    {u"canceled", Ending::Broken},
    {u"timeout", Ending::Broken},
    {u"malformed_function_call", Ending::Broken},
};

// Some models write their arguments as a JSON text in a JSON text.
QByteArray unwrapped(QByteArray json)
{
    for (int i = 0; i < mostWrappings && json.startsWith('"'); ++i) {
        const QJsonDocument wrapped = QJsonDocument::fromJson("[" + json + "]");
        if (wrapped.array().size() != 1 || !wrapped.array().first().isString())
            break;
        json = wrapped.array().first().toString().toUtf8().trimmed();
    }
    return json;
}

} // namespace

Ending endingOf(const QString &reason)
{
    const QString word = reason.trimmed().toLower();
    const auto found = std::ranges::find(endingWords, QStringView(word), &EndingWord::word);
    return found == std::end(endingWords) ? Ending::Unknown : found->ending;
}

QString emptyNotice()
{
    return u"[The model ended its answer without a word.]"_s;
}

Result<ToolCall> toolCallOf(const Origin &origin, const QString &id, const QString &name,
                            const QByteArray &arguments)
{
    if (!isIdentifier(name))
        return modelError(origin, u"called a tool without a usable name"_s);
    ToolCall call{.id = id, .name = name};
    if (!isIdentifier(id))
        call.id = u"call_"_s + newUuid();
    const QByteArray json = unwrapped(arguments.trimmed());
    if (json.isEmpty() || json == "null")
        return call;
    const Result<QJsonObject> object = parseObject(json);
    if (object)
        call.arguments = *object;
    else
        call.problem = u"The arguments of \"%1\" must be one JSON object. They could not be read: %2."_s.arg(
            name, object.error().text);
    return call;
}

QString noticeOf(Ending ending, int maxTokens)
{
    switch (ending) {
    case Ending::Natural:
        return {};
    case Ending::Content:
        return u"\n\n[Cut short: the provider's own rules stopped this answer.]"_s;
    case Ending::Unknown:
        return u"\n\n[Perhaps cut short: the provider ended this answer in a way that is not known here.]"_s;
    case Ending::Broken:
        return {};
    case Ending::Length:
        break;
    }
    if (maxTokens > 0)
        return u"\n\n[Cut short: the model reached its limit of %1 tokens.]"_s.arg(maxTokens);
    return u"\n\n[Cut short: the model reached its limit of tokens.]"_s;
}

Result<void> checkEnding(const Origin &origin, Ending ending, const ModelAnswer &answer)
{
    if (ending == Ending::Broken)
        return protocolError(origin, u"broke off its answer with an error"_s, Retry::Later);
    if (ending == Ending::Natural || ending == Ending::Unknown ||
        (!answer.text.trimmed().isEmpty() && answer.toolCalls.isEmpty()))
        return {};
    if (ending == Ending::Content) {
        return failure(
            ErrorCode::Unsupported,
            u"The provider \"%1\" refused to answer this by its own rules. Reword the request."_s.arg(
                origin.provider));
    }
    Error error = modelError(
        origin, answer.toolCalls.isEmpty()
                    ? u"reached its limit of tokens before it answered. Allow it more (max_tokens)"_s
                    : u"reached its limit of tokens in the middle of a tool call. Allow it more "
                      "(max_tokens)"_s);
    error.retry = Retry::Never;
    return error;
}

qint64 tokensOf(const QJsonValue &value)
{
    const double count = value.toDouble();
    return count > 0 && count < 1e12 ? static_cast<qint64>(count) : 0;
}

} // namespace core
