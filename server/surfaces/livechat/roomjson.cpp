// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/livechat/roomjson.h"

namespace server::livechat {

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

} // namespace

QJsonValue secondsOf(core::Timestamp time)
{
    if (!core::isSet(time))
        return QJsonValue::Null;
    return static_cast<double>(core::toStored(time)) / 1000;
}

QJsonObject toJson(const core::Room &room)
{
    return {{u"id"_s, room.id.value},
            {u"session_type"_s, core::toWord(room.kind)},
            {u"status"_s, core::toWord(room.state)},
            {u"participants"_s, QJsonArray::fromStringList(room.participants)},
            {u"title"_s, room.title},
            {u"context"_s, room.context},
            {u"created_at"_s, secondsOf(room.createdAt)},
            {u"last_activity"_s, secondsOf(room.lastActivity)},
            {u"ended_at"_s, secondsOf(room.endedAt)},
            {u"settings"_s, room.settings},
            {u"conversation_summary"_s, room.summary},
            {u"ai_enabled"_s, room.assistance == core::Assistance::On},
            {u"message_count"_s, room.messages}};
}

QJsonObject toJson(const core::RoomMessage &message)
{
    return {{u"id"_s, message.id.value},
            {u"session_id"_s, message.room.value},
            {u"user_id"_s, message.user},
            {u"message_type"_s, core::toWord(message.kind)},
            {u"content"_s, message.content},
            {u"timestamp"_s, secondsOf(message.createdAt)},
            {u"metadata"_s, message.metadata},
            {u"replied_to"_s, orNull(message.repliedTo.value)},
            {u"edited_at"_s, secondsOf(message.editedAt)},
            {u"attachments"_s, QJsonArray::fromStringList(message.attachments)},
            {u"sent_by"_s, message.account},
            {u"seq"_s, message.number}};
}

QJsonArray toJson(const QList<core::RoomMessage> &messages)
{
    QJsonArray array;
    for (const core::RoomMessage &message : messages)
        array.append(toJson(message));
    return array;
}

QJsonArray toJson(const QList<core::RoomReceipt> &receipts)
{
    QJsonArray array;
    for (const core::RoomReceipt &receipt : receipts) {
        array.append(QJsonObject{{u"user_id"_s, receipt.user},
                                 {u"delivered_seq"_s, receipt.delivered},
                                 {u"read_seq"_s, receipt.read},
                                 {u"read_at"_s, secondsOf(receipt.readAt)}});
    }
    return array;
}

QJsonObject exampleSession()
{
    const core::Timestamp opened = core::fromStored(1'769'789'708'000);
    return toJson(core::Room{.id = {u"0193f7c2-5a1e-7c40-9b1d-3f2a6c8e1d75"_s},
                             .kind = core::RoomKind::Support,
                             .title = u"Order 8841"_s,
                             .assistance = core::Assistance::On,
                             .messages = 2,
                             .participants = {u"ada"_s},
                             .createdAt = opened,
                             .lastActivity = opened});
}

QJsonObject exampleMessage()
{
    return toJson(core::RoomMessage{.id = {u"msg-0193f7c2-6b2f-7d51-8c2e-4a3b7d9f2e86"_s},
                                    .number = 1841,
                                    .room = {u"0193f7c2-5a1e-7c40-9b1d-3f2a6c8e1d75"_s},
                                    .user = u"ada"_s,
                                    .account = u"shop"_s,
                                    .content = u"My order arrived damaged."_s,
                                    .createdAt = core::fromStored(1'769'789'715'250)});
}

QJsonObject systemMessage(const core::RoomId &room, const QString &text, core::Timestamp now)
{
    const core::RoomMessage message{.id = core::newId<core::RoomMessageId>("msg-"_L1),
                                    .room = room,
                                    .user = QString(core::systemUser),
                                    .kind = core::RoomMessageKind::System,
                                    .content = text,
                                    .createdAt = now};
    QJsonObject json = toJson(message);
    json.remove(u"sent_by"_s);
    json.remove(u"seq"_s);
    return json;
}

} // namespace server::livechat
