// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/event.h"
#include "core/task/task.h"

#include <QJsonObject>

#include <optional>

namespace server::openai {

enum class Protocol { Chat, Text }; // /v1/chat/completions, /v1/completions

// What all messages of one completion share.
struct Head
{
    Protocol protocol = Protocol::Chat;
    QString id = {};
    qint64 created = 0; // in seconds
    QString model = {};
};

Head headOf(Protocol protocol, const core::Task &task, const QString &model);

// The whole answer.
QJsonObject wholeOf(const Head &head, const QString &text, const QString &finishReason,
                    const core::Usage &usage);

// Messages of a stream: the first one, a piece of the text, the last one, and what was used.
QJsonObject openingOf(const Head &head);
QJsonObject pieceOf(const Head &head, const QString &text);
QJsonObject closingOf(const Head &head, const QString &finishReason);
QJsonObject usageOf(const Head &head, const core::Usage &usage);

// What happened to the task, in the words of the contract; nothing for what it has no word for, and for the
// answer and the end, which the protocol tells itself.
std::optional<QJsonObject> eventOf(const Head &head, const core::Event &event);

} // namespace server::openai
