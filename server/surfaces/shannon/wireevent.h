// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/event.h"
#include "core/journal/feed.h"
#include "server/http/eventstream.h"

#include <optional>

namespace server::shannon {

// An event in the words of the contract. `type` is the raw type, such as "LLM_OUTPUT".
struct WireEvent
{
    core::TaskId task = {};
    QString type = {};
    QString agent = {};
    QString message = {};
    QJsonObject payload = {};
    core::StreamPlace place = {};
    core::Timestamp at = {};

    // "<seq>-<index>": the place to resume from, exact also between the pieces of an answer.
    QString streamId() const;
    bool endsStream() const { return type == QLatin1StringView("STREAM_END"); }
};

enum class WithPayload { No, Yes };

// Nothing for what the contract has no word for.
std::optional<WireEvent> toWire(const core::Event &event);
WireEvent toWire(const core::Partial &partial);

QJsonObject toJson(const WireEvent &event, WithPayload withPayload = WithPayload::Yes);
// With the names that the stream gives its events: LLM_PARTIAL is "thread.message.delta", and so on.
StreamEvent toStreamEvent(const WireEvent &event);

// "12-3", or "12" for the event with that number; nothing for anything else.
std::optional<core::StreamPlace> placeOf(QStringView lastEventId);

} // namespace server::shannon
