// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/task/task.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

QJsonObject ModelWishes::toJson() const
{
    QJsonObject json;
    if (temperature >= 0)
        json.insert("temperature"_L1, temperature);
    if (topP >= 0)
        json.insert("top_p"_L1, topP);
    if (presencePenalty != 0)
        json.insert("presence_penalty"_L1, presencePenalty);
    if (frequencyPenalty != 0)
        json.insert("frequency_penalty"_L1, frequencyPenalty);
    if (maxTokens > 0)
        json.insert("max_tokens"_L1, maxTokens);
    if (!hints.isEmpty())
        json.insert("hints"_L1, hints);
    if (history == History::OfSession)
        return json;
    QJsonArray turns;
    for (const EarlierTurn &turn : told) {
        const bool isUser = turn.speaker == EarlierTurn::Speaker::User;
        turns.append(QJsonObject{{isUser ? u"user"_s : u"agent"_s, turn.text}});
    }
    json.insert("history"_L1, turns);
    return json;
}

ModelWishes ModelWishes::fromJson(const QJsonObject &options)
{
    ModelWishes wishes{.temperature = options.value("temperature"_L1).toDouble(-1),
                       .topP = options.value("top_p"_L1).toDouble(-1),
                       .presencePenalty = options.value("presence_penalty"_L1).toDouble(),
                       .frequencyPenalty = options.value("frequency_penalty"_L1).toDouble(),
                       .maxTokens = options.value("max_tokens"_L1).toInt(),
                       .hints = options.value("hints"_L1).toObject()};
    if (!options.contains("history"_L1))
        return wishes;
    wishes.history = History::AsTold;
    for (const QJsonValue &value : options.value("history"_L1).toArray()) {
        const QJsonObject turn = value.toObject();
        const bool isUser = turn.contains("user"_L1);
        wishes.told.append({.speaker = isUser ? EarlierTurn::Speaker::User : EarlierTurn::Speaker::Agent,
                            .text = turn.value(isUser ? "user"_L1 : "agent"_L1).toString()});
    }
    return wishes;
}

} // namespace core
