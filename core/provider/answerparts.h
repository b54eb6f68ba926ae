// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/provider.h"
#include "core/provider/providerfailure.h"

namespace core {

// What the readers of all vendors share: hostile pieces in, checked parts of an answer out.

// How the model's turn ended. Length: it reached its limit of tokens. Content: the vendor's rules stopped it.
enum class Ending { Natural, Length, Content };

constexpr int mostToolCalls = 128;

// Arguments that are no JSON object are the model's mistake: an Error that may be tried again. No text at all
// means no arguments. An id is made up where the server gave none.
Result<ToolCall> toolCallOf(const Origin &origin, const QString &id, const QString &name,
                            const QByteArray &arguments);

// What is added to a text that was cut, so that nobody takes it for the whole; empty for a natural ending.
QString noticeOf(Ending ending, int maxTokens);

// Nothing when the answer can be used; an Error for one that was cut before it said anything or amid a tool
// call.
Result<void> checkEnding(const Origin &origin, Ending ending, const ModelAnswer &answer);

// A count of tokens; 0 where it makes no sense.
qint64 tokensOf(const QJsonValue &value);

} // namespace core
