// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "core/base/result.h"

namespace core {

// What is told of an approval, to programs and to people. Pure.

// The payload of its events.
QJsonObject payloadOf(const Approval &approval);
// The message of the event that ended it.
QString messageOf(const Approval &approval);
// "Ada approved, and one more person must: Refund order 8841: 60 EUR".
QString stillNeededIn(const Approval &approval);
// What the agent is told that asked for something which will not be done.
QString refusalIn(const Approval &approval);
// "12 min", "3 h", "2 days".
QString waitedInWords(milliseconds waited);
// What somebody changed since a person looked: "Ada changed the values meanwhile: amount is 600 now and
// was 60.".
QString changedSince(const Approval &approval, const QJsonObject &seen);
// Why a decision comes too late.
Error alreadyDecided(const Approval &approval);

} // namespace core
