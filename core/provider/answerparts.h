// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/provider.h"
#include "core/provider/providerfailure.h"

namespace core {

// What the readers of all vendors share: hostile pieces in, checked parts of an answer out.

// How the model's turn ended. Length: it reached its limit of tokens. Content: the vendor's rules stopped it.
// Broken: the server gave up. Unknown: it used a word for it that is not known here.
enum class Ending { Natural, Length, Content, Broken, Unknown };

// What a vendor's word for the end means: OpenAI's finish_reason, Anthropic's stop_reason, and those of
// others that speak their protocols.
Ending endingOf(const QString &reason);

constexpr int mostToolCalls = 128;

// Arguments that are no JSON object, or hold a number that cannot be kept, are the model's mistake: it is
// told of them in the call's `problem`. No text at all means no arguments; an object within a JSON text is
// that object. An id is made up where the server gave none. Fails when the tool has no usable name, which may
// be tried again.
Result<ToolCall> toolCallOf(const Origin &origin, const QString &id, const QString &name,
                            const QByteArray &arguments);

// What is added to a text that was cut, so that nobody takes it for the whole; empty for a natural ending.
QString noticeOf(Ending ending, int maxTokens);

// What stands for an answer that is nothing but blanks and calls no tool.
QString emptyNotice();

// Nothing when the answer can be used; an Error for one that was cut before it said anything or amid a tool
// call.
Result<void> checkEnding(const Origin &origin, Ending ending, const ModelAnswer &answer);

// A count of tokens; 0 where it makes no sense.
qint64 tokensOf(const QJsonValue &value);

} // namespace core
