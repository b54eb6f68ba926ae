// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/answerparts.h"

#include "core/base/json.h"
#include "core/base/text.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<ToolCall> toolCallOf(const Origin &origin, const QString &id, const QString &name,
                            const QByteArray &arguments)
{
    if (!isIdentifier(name))
        return modelError(origin, u"called a tool without a usable name"_s);
    ToolCall call{.id = id, .name = name};
    if (!isIdentifier(id))
        call.id = u"call_"_s + newUuid();
    if (arguments.trimmed().isEmpty())
        return call;
    const Result<QJsonObject> object = parseObject(arguments);
    if (!object)
        return modelError(origin,
                          u"called the tool \"%1\" with arguments that are not a JSON object"_s.arg(name));
    call.arguments = *object;
    return call;
}

QString noticeOf(Ending ending, int maxTokens)
{
    switch (ending) {
    case Ending::Natural:
        return {};
    case Ending::Content:
        return u"\n\n[Cut short: the provider's own rules stopped this answer.]"_s;
    case Ending::Length:
        break;
    }
    if (maxTokens > 0)
        return u"\n\n[Cut short: the model reached its limit of %1 tokens.]"_s.arg(maxTokens);
    return u"\n\n[Cut short: the model reached its limit of tokens.]"_s;
}

Result<void> checkEnding(const Origin &origin, Ending ending, const ModelAnswer &answer)
{
    if (ending == Ending::Natural || (!answer.text.isEmpty() && answer.toolCalls.isEmpty()))
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
