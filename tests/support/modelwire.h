// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace testsupport {

// Streams as the vendors send them, for a FakeModelServer.

// OpenAI's chat completions: a chunk for each piece of text, the finish reason, the usage (12 + 7 tokens),
// "[DONE]".
QByteArray openAiText(const QStringList &pieces, const QString &finishReason = QStringLiteral("stop"));

// A tool call whose arguments come in the given pieces of JSON.
QByteArray openAiToolCall(const QString &name, const QStringList &argumentPieces);

// Anthropic's messages: one block of text, a ping, usage (12 + 7 tokens), "message_stop".
QByteArray anthropicText(const QStringList &pieces, const QString &stopReason = QStringLiteral("end_turn"));
QByteArray anthropicToolUse(const QString &name, const QStringList &inputPieces);

// One event: "data: {…}\n\n", with an "event:" line where a type is given.
QByteArray wireEvent(const QByteArray &data, const QByteArray &type = {});

} // namespace testsupport
