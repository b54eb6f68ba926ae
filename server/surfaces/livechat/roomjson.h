// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/livechat/room.h"

#include <QJsonArray>
#include <QJsonObject>

namespace server::livechat {

// Rooms in the words of the contract, where times are seconds with fractions.
QJsonValue secondsOf(core::Timestamp time); // null when not set
QJsonObject toJson(const core::Room &room);
QJsonObject toJson(const core::RoomMessage &message);
QJsonArray toJson(const QList<core::RoomMessage> &messages);
QJsonArray toJson(const QList<core::RoomReceipt> &receipts);

// For the documentation; made as real ones are.
QJsonObject exampleSession();
QJsonObject exampleMessage();

// What the room's system says to one person alone; it is not stored.
QJsonObject systemMessage(const core::RoomId &room, const QString &text, core::Timestamp now);

} // namespace server::livechat
