// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/event.h"
#include "core/journal/feed.h"

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

// An event of ours may be several of the contract: they have the same number, and places from 0 up to this
// one. The pieces of answers that come after it stand behind them.
inline constexpr int lastIndexOfEvent = 2;

// Empty for what the contract has no word for.
QList<WireEvent> toWire(const core::Event &event);
WireEvent toWire(const core::Partial &partial);

} // namespace server::shannon
