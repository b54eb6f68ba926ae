// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/eventstream.h"
#include "server/surfaces/shannon/wireevent.h"

#include <optional>

namespace server::shannon {

enum class WithPayload { No, Yes };

QJsonObject toJson(const WireEvent &event, WithPayload withPayload = WithPayload::Yes);
// With the names that the stream gives its events: LLM_PARTIAL is "thread.message.delta", and so on.
StreamEvent toStreamEvent(const WireEvent &event);

// "12-3", or "12" for all of the event with that number; nothing for anything else.
std::optional<core::StreamPlace> placeOf(QStringView lastEventId);

} // namespace server::shannon
