// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/wireframe.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <limits>

namespace server::shannon {

using namespace Qt::Literals::StringLiterals;

namespace {

QString streamNameOf(const QString &type)
{
    static const QHash<QString, QString> names{
        {u"LLM_PARTIAL"_s, u"thread.message.delta"_s},
        {u"LLM_OUTPUT"_s, u"thread.message.completed"_s},
        {u"ERROR_OCCURRED"_s, u"error"_s},
        {u"STREAM_END"_s, u"done"_s},
        {u"WORKFLOW_PAUSING"_s, u"workflow.pausing"_s},
        {u"WORKFLOW_PAUSED"_s, u"workflow.paused"_s},
        {u"WORKFLOW_RESUMED"_s, u"workflow.resumed"_s},
        {u"WORKFLOW_CANCELLING"_s, u"workflow.cancelling"_s},
        {u"WORKFLOW_CANCELLED"_s, u"workflow.cancelled"_s},
    };
    return names.value(type, type);
}

QJsonObject streamBodyOf(const WireEvent &event)
{
    QJsonObject body{{u"workflow_id"_s, event.task.value}, {u"agent_id"_s, event.agent}};
    if (event.type == "LLM_PARTIAL"_L1 || event.type == "LLM_OUTPUT"_L1) {
        const bool isPiece = event.type == "LLM_PARTIAL"_L1;
        body.insert(isPiece ? u"delta"_s : u"response"_s, event.message);
        body.insert(u"seq"_s, event.place.seq);
        body.insert(u"stream_id"_s, event.streamId());
        if (!event.payload.isEmpty())
            body.insert(u"metadata"_s, event.payload);
        return body;
    }
    if (!streamNameOf(event.type).startsWith("workflow."_L1))
        return toJson(event);
    body.insert(u"message"_s, event.message);
    if (event.type == "WORKFLOW_PAUSED"_L1 || event.type == "WORKFLOW_CANCELLED"_L1)
        body.insert(u"checkpoint"_s, u"pre_execution"_s);
    if (event.type == "WORKFLOW_CANCELLED"_L1)
        body.insert(u"was_paused"_s, event.payload.value("was_paused"_L1).toBool());
    return body;
}

} // namespace

QJsonObject toJson(const WireEvent &event, WithPayload withPayload)
{
    QJsonObject json{{u"workflow_id"_s, event.task.value},
                     {u"type"_s, event.type},
                     {u"timestamp"_s, core::toText(event.at)},
                     {u"seq"_s, event.place.seq},
                     {u"stream_id"_s, event.streamId()}};
    if (!event.agent.isEmpty())
        json.insert(u"agent_id"_s, event.agent);
    if (!event.message.isEmpty())
        json.insert(u"message"_s, event.message);
    if (withPayload == WithPayload::Yes && !event.payload.isEmpty())
        json.insert(u"payload"_s, event.payload);
    return json;
}

StreamEvent toStreamEvent(const WireEvent &event)
{
    return {.id = event.streamId().toLatin1(),
            .event = streamNameOf(event.type).toLatin1(),
            .data = event.endsStream() ? QByteArray("[DONE]") : core::toBytes(streamBodyOf(event))};
}

std::optional<core::StreamPlace> placeOf(QStringView lastEventId)
{
    const auto number = [](QStringView text) -> std::optional<qint64> {
        if (text.isEmpty() || text.size() > 18)
            return {};
        for (const QChar c : text) {
            if (c < u'0' || c > u'9')
                return {};
        }
        return text.toLongLong();
    };
    const qsizetype dash = lastEventId.indexOf(u'-');
    const auto seq = number(dash < 0 ? lastEventId : lastEventId.first(dash));
    const auto index =
        dash < 0 ? std::optional<qint64>(lastIndexOfEvent) : number(lastEventId.sliced(dash + 1));
    if (!seq || !index || *index > std::numeric_limits<int>::max())
        return {};
    return core::StreamPlace{.seq = *seq, .index = static_cast<int>(*index)};
}

} // namespace server::shannon
