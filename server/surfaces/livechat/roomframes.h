// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/event.h"
#include "core/livechat/room.h"

#include <QJsonObject>

namespace server::livechat {

// The frames that the WebSocket sends, in the words of the contract.
QJsonObject messageFrame(const core::RoomMessage &message);
QJsonObject editedFrame(const core::RoomMessage &message);
QJsonObject deletedFrame(const core::RoomMessage &message);
QJsonObject receiptFrame(const core::Event &event);
QJsonObject endedFrame(const core::RoomId &room, core::Timestamp at);
QJsonObject typingFrame(const core::RoomId &room, const QStringList &users);
// `type` is user_joined or user_left.
QJsonObject presenceFrame(const QString &type, const QString &user, core::Timestamp at);

// As it goes over the wire. A `seq` that is not 0 names the place to go on from.
QString toText(QJsonObject frame, qint64 seq);

} // namespace server::livechat
