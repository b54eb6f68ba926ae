// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/livechat/roomframes.h"

#include "core/base/json.h"
#include "server/surfaces/livechat/roomjson.h"

namespace server::livechat {

using namespace Qt::Literals::StringLiterals;

QJsonObject messageFrame(const core::RoomMessage &message)
{
    return {{u"type"_s, u"chat_message"_s}, {u"message"_s, toJson(message)}};
}

QJsonObject editedFrame(const core::RoomMessage &message)
{
    return {{u"type"_s, u"message_edited"_s},
            {u"message_id"_s, message.id.value},
            {u"new_content"_s, message.content},
            {u"edited_at"_s, secondsOf(message.editedAt)},
            {u"editor_id"_s, message.user}};
}

QJsonObject deletedFrame(const core::RoomMessage &message)
{
    return {{u"type"_s, u"message_deleted"_s},
            {u"message_id"_s, message.id.value},
            {u"deleter_id"_s, message.deletedBy}};
}

QJsonObject receiptFrame(const core::Event &event)
{
    const bool read = event.payload.value(u"receipt"_s).toString() == core::toWord(core::ReceiptKind::Read);
    return {{u"type"_s, read ? u"read_receipt"_s : u"delivery_receipt"_s},
            {u"message_id"_s, event.payload.value(u"message_id"_s)},
            {u"user_id"_s, event.payload.value(u"user_id"_s)},
            {u"timestamp"_s, secondsOf(event.at)}};
}

QJsonObject endedFrame(const core::RoomId &room, core::Timestamp at)
{
    return {{u"type"_s, u"session_ended"_s}, {u"session_id"_s, room.value}, {u"timestamp"_s, secondsOf(at)}};
}

QJsonObject typingFrame(const core::RoomId &room, const QStringList &users)
{
    return {{u"type"_s, u"typing_status"_s},
            {u"session_id"_s, room.value},
            {u"typing_users"_s, QJsonArray::fromStringList(users)}};
}

QJsonObject presenceFrame(const QString &type, const QString &user, core::Timestamp at)
{
    return {{u"type"_s, type}, {u"user_id"_s, user}, {u"timestamp"_s, secondsOf(at)}};
}

QString toText(QJsonObject frame, qint64 seq)
{
    if (seq > 0)
        frame.insert(u"seq"_s, seq);
    return QString::fromUtf8(core::toBytes(frame));
}

} // namespace server::livechat
