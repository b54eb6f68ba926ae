// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/livechat/roomchecks.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostParticipants = 1000;
constexpr qsizetype longestContent = 20'000;
constexpr qsizetype longestTitle = 200;
constexpr qsizetype mostAttachments = 20;
constexpr qsizetype longestAttachment = 2000;
constexpr qsizetype largestObject = 64 * 1024;
constexpr double longestLife = 10 * 365 * 86'400.0;

Result<void> checkObject(const QString &field, const QJsonObject &object)
{
    if (isLargerThan(object, largestObject))
        return invalid(field, QString(field + u" is larger than 64 KB"_s));
    return {};
}

Result<void> checkSettings(const QJsonObject &settings)
{
    TRY(checkObject(u"settings"_s, settings));
    const QJsonValue moderation = settings.value("moderation"_L1);
    if (!moderation.isUndefined() && !moderation.isBool())
        return invalid(u"settings.moderation"_s, u"settings.moderation must be true or false"_s);
    const QJsonValue life = settings.value("message_ttl"_L1);
    const double seconds = life.toDouble();
    if (!life.isUndefined() && (!life.isDouble() || seconds < 1 || seconds > longestLife))
        return invalid(u"settings.message_ttl"_s,
                       u"settings.message_ttl must be a number of seconds, at least 1"_s);
    const QJsonValue agent = settings.value("agent"_L1);
    if (!agent.isUndefined() && !agent.isString())
        return invalid(u"settings.agent"_s, u"settings.agent must be the name of an agent"_s);
    return {};
}

} // namespace

Result<void> checkUser(const QString &user)
{
    if (user.trimmed().isEmpty())
        return invalid(u"user_id"_s, u"user_id is required"_s);
    const bool printable = std::ranges::all_of(user, [](QChar letter) { return letter.isPrint(); });
    if (user.size() > 128 || !printable || user.trimmed() != user) {
        return invalid(u"user_id"_s,
                       u"user_id may have at most 128 characters, none of control and no space around it"_s);
    }
    return {};
}

Result<void> checkCount(qsizetype participants)
{
    if (participants > mostParticipants)
        return invalid(u"participants"_s, u"A session has at most 1,000 participants"_s);
    return {};
}

Result<void> checkContent(const QString &content)
{
    if (content.trimmed().isEmpty())
        return invalid(u"content"_s, u"Message content is required"_s);
    if (content.size() > longestContent)
        return invalid(u"content"_s, u"Message content is longer than 20,000 characters"_s);
    return {};
}

Result<void> checkMessage(const NewRoomMessage &wanted)
{
    TRY(checkContent(wanted.content));
    TRY(checkUser(wanted.user));
    TRY(checkObject(u"metadata"_s, wanted.metadata));
    if (wanted.attachments.size() > mostAttachments)
        return invalid(u"attachments"_s, u"A message has at most 20 attachments"_s);
    for (const QString &attachment : wanted.attachments) {
        if (attachment.size() > longestAttachment)
            return invalid(u"attachments"_s, u"An attachment is longer than 2,000 characters"_s);
    }
    return {};
}

Result<Room> checkedRoom(const NewRoom &wanted)
{
    if (!wanted.id.isEmpty() && !isIdentifier(wanted.id.value)) {
        return invalid(u"session_id"_s,
                       u"session_id may have letters, digits, ':', '_', '-' and '.', 128 at most"_s);
    }
    QStringList participants;
    for (const QString &user : wanted.participants) {
        if (!checkUser(user))
            return invalid(u"participants"_s, u"participants must be user ids of 1 to 128 characters"_s);
        if (!participants.contains(user))
            participants.append(user);
        TRY(checkCount(participants.size()));
    }
    if (wanted.title.size() > longestTitle)
        return invalid(u"title"_s, u"title is longer than 200 characters"_s);
    TRY(checkObject(u"context"_s, wanted.context));
    TRY(checkSettings(wanted.settings));
    // Its beginning stands in the title, so that it has none that all would share.
    const RoomId id = wanted.id.isEmpty() ? RoomId{newUuid()} : wanted.id;
    const QString title = wanted.title.trimmed();
    return Room{.id = id,
                .kind = wanted.kind,
                .title = title.isEmpty() ? QString(u"Chat Session "_s + id.value.left(8)) : title,
                .context = wanted.context,
                .settings = wanted.settings,
                .participants = participants};
}

} // namespace core
