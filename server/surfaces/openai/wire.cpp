// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/openai/wire.h"

#include "server/surfaces/shannon/wireevent.h"

namespace server::openai {

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject json(const core::Usage &usage)
{
    return {{u"prompt_tokens"_s, usage.inputTokens},
            {u"completion_tokens"_s, usage.outputTokens},
            {u"total_tokens"_s, usage.totalTokens()}};
}

QJsonObject message(const Head &head, const QString &object, const QJsonArray &choices)
{
    return {{u"id"_s, head.id},
            {u"object"_s, object},
            {u"created"_s, head.created},
            {u"model"_s, head.model},
            {u"choices"_s, choices}};
}

QJsonObject choice(const QString &name, const QJsonValue &value, const QJsonValue &finishReason)
{
    return {
        {u"index"_s, 0}, {name, value}, {u"logprobs"_s, QJsonValue()}, {u"finish_reason"_s, finishReason}};
}

QJsonObject chunk(const Head &head, const QJsonArray &choices)
{
    return message(head, head.protocol == Protocol::Chat ? u"chat.completion.chunk"_s : u"text_completion"_s,
                   choices);
}

QJsonObject chunkWith(const Head &head, const QJsonObject &delta, const QString &text,
                      const QJsonValue &finishReason)
{
    return chunk(head, {head.protocol == Protocol::Chat ? choice(u"delta"_s, delta, finishReason)
                                                        : choice(u"text"_s, text, finishReason)});
}

} // namespace

// The task's own id, so that whoever has an answer finds its task.
Head headOf(Protocol protocol, const core::Task &task, const QString &model)
{
    QString number = task.id.value;
    number.remove(u"task-"_s);
    return {.protocol = protocol,
            .id = (protocol == Protocol::Chat ? u"chatcmpl-"_s : u"cmpl-"_s) + number,
            .created = task.createdAt.time_since_epoch() / std::chrono::seconds(1),
            .model = model};
}

QJsonObject wholeOf(const Head &head, const QString &text, const QString &finishReason,
                    const core::Usage &usage)
{
    const QJsonObject said{{u"role"_s, u"assistant"_s}, {u"content"_s, text}, {u"refusal"_s, QJsonValue()}};
    QJsonObject whole = head.protocol == Protocol::Chat
                            ? message(head, u"chat.completion"_s, {choice(u"message"_s, said, finishReason)})
                            : message(head, u"text_completion"_s, {choice(u"text"_s, text, finishReason)});
    whole.insert(u"usage"_s, json(usage));
    return whole;
}

QJsonObject openingOf(const Head &head)
{
    return chunkWith(head, {{u"role"_s, u"assistant"_s}, {u"content"_s, QString()}}, QString(), {});
}

QJsonObject pieceOf(const Head &head, const QString &text)
{
    return chunkWith(head, {{u"content"_s, text}}, text, {});
}

QJsonObject closingOf(const Head &head, const QString &finishReason)
{
    return chunkWith(head, {}, QString(), finishReason);
}

QJsonObject usageOf(const Head &head, const core::Usage &usage)
{
    QJsonObject last = chunk(head, {});
    last.insert(u"usage"_s, json(usage));
    return last;
}

std::optional<QJsonObject> eventOf(const Head &head, const core::Event &event)
{
    if (event.type == core::EventType::AnswerGiven)
        return {};
    QJsonArray told;
    for (const shannon::WireEvent &wire : shannon::toWire(event)) {
        if (wire.endsStream())
            return {};
        told.append(
            QJsonObject{{u"type"_s, wire.type},
                        {u"agent_id"_s, wire.agent},
                        {u"message"_s, wire.message},
                        {u"timestamp"_s, qint64{wire.at.time_since_epoch() / std::chrono::seconds(1)}},
                        {u"payload"_s, wire.payload}});
    }
    if (told.isEmpty())
        return {};
    QJsonObject json = chunkWith(head, {}, QString(), {});
    json.insert(u"shannon_events"_s, told);
    return json;
}

} // namespace server::openai
