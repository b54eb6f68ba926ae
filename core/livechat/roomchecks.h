// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/livechat/room.h"

namespace core {

// What people may put into rooms. Each fails with InvalidArgument and names the field.
Result<void> checkUser(const QString &user);
Result<void> checkCount(qsizetype participants);
Result<void> checkContent(const QString &content);
Result<void> checkMessage(const NewRoomMessage &wanted);
// The room, with its id and title made up where they are not given.
Result<Room> checkedRoom(const NewRoom &wanted);

} // namespace core
