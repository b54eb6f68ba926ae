// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/livechat/roomservice.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/livechat/roomchecks.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

Error hasEnded(const Room &room)
{
    return failure(ErrorCode::Conflict, u"Session %1 has ended."_s.arg(room.id.value));
}

// Whether the caller speaks for everybody in the room.
bool rules(const Room &room, const Principal &principal)
{
    return principal.sees(room.owner);
}

constexpr auto mayNotAsk = "The assistant was not asked: whoever writes may start no agents. Their key needs "
                           "agents:execute or workflows:write."_L1;

// An answer is a run of the agent.
bool startsRuns(const Principal &principal)
{
    return principal.may(Scope::AgentsExecute) || principal.may(Scope::TasksWrite);
}

} // namespace

RoomService::RoomService(Journal &journal, RoomStore &rooms, RoomMessageStore &messages, RoomChanges &changes,
                         RoomAssistant &assistant, ModerationMode moderation, const QStringList &refusedWords)
    : m_journal(journal)
    , m_rooms(rooms)
    , m_messages(messages)
    , m_changes(changes)
    , m_assistant(assistant)
    , m_mode(moderation)
    , m_moderation(refusedWords)
{
}

Result<Room> RoomService::open(const NewRoom &wanted, const Principal &principal)
{
    Room room = TRY(checkedRoom(wanted));
    room.owner = principal.user;
    return m_journal.record([&](Transaction &transaction) -> Result<Room> {
        if (m_rooms.find(room.id))
            return failure(
                ErrorCode::Conflict,
                find(room.id, principal)
                    ? u"Session %1 already exists."_s.arg(room.id.value)
                    : u"The id %1 is not to be had. Choose another one, or none."_s.arg(room.id.value));
        if (!room.settings.value("agent"_L1).toString().isEmpty()) {
            if (!startsRuns(principal))
                return failure(
                    ErrorCode::Forbidden,
                    u"Letting an agent answer (settings.agent) needs agents:execute or workflows:write"_s);
            TRY(m_assistant.choose(room, {}));
            room.assistance = Assistance::On;
        }
        TRY(m_changes.open(transaction, room, principal.user));
        return room;
    });
}

Result<Room> RoomService::find(const RoomId &id, const Principal &principal)
{
    Room room = TRY(m_rooms.find(id));
    if (!rules(room, principal) && !room.participants.contains(principal.user))
        return failure(ErrorCode::NotFound, u"Session not found"_s);
    return room;
}

Result<QList<Room>> RoomService::list(const RoomFilter &filter, const Principal &principal)
{
    // Everybody may list what they are in themselves, whoever owns it.
    const bool all = principal.may(Scope::Administer) || filter.participant == principal.user;
    return m_rooms.list(filter, all ? QString() : principal.user);
}

Result<QList<Room>> RoomService::recent(int limit, const Principal &principal)
{
    return m_rooms.recent(principal.may(Scope::Administer) ? QString() : principal.user, limit);
}

Result<Room> RoomService::openFor(const RoomId &id, const Principal &principal)
{
    Room room = TRY(find(id, principal));
    if (room.state == RoomState::Ended)
        return hasEnded(room);
    return room;
}

Result<Room> RoomService::openAs(const RoomId &id, const QString &user, const Principal &principal)
{
    Room room = TRY(openFor(id, principal));
    if (!rules(room, principal) && user != principal.user)
        return failure(ErrorCode::Forbidden,
                       u"In this session you can only act as \"%1\""_s.arg(principal.user));
    return room;
}

Result<Room> RoomService::ruled(const RoomId &id, const Principal &principal)
{
    Room room = TRY(find(id, principal));
    if (!rules(room, principal))
        return failure(ErrorCode::Forbidden, u"Only the owner of this session may do that"_s);
    return room;
}

Result<Room> RoomService::join(const RoomId &id, const QString &user, const Principal &principal)
{
    TRY(checkUser(user));
    return m_journal.record([&](Transaction &transaction) -> Result<Room> {
        Room room = TRY(openAs(id, user, principal));
        if (room.participants.contains(user))
            return room;
        TRY(checkCount(room.participants.size() + 1));
        TRY(m_changes.join(transaction, room, user));
        return room;
    });
}

Result<Room> RoomService::leave(const RoomId &id, const QString &user, const Principal &principal)
{
    return m_journal.record([&](Transaction &transaction) -> Result<Room> {
        Room room = TRY(openAs(id, user, principal));
        if (!room.participants.contains(user))
            return invalid(u"user_id"_s,
                           u"User/Agent %1 not found in session %2."_s.arg(shortened(user, 128), id.value));
        TRY(m_changes.leave(transaction, room, user));
        return room;
    });
}

Result<Room> RoomService::end(const RoomId &id, const Principal &principal)
{
    return m_journal.record([&](Transaction &transaction) -> Result<Room> {
        Room room = TRY(ruled(id, principal));
        if (room.state == RoomState::Ended)
            return room;
        TRY(m_assistant.stop(room, principal));
        TRY(m_changes.end(transaction, room, principal.user));
        return room;
    });
}

Result<Room> RoomService::setAssistance(const RoomId &id, Assistance assistance, const QString &agent,
                                        const Principal &principal)
{
    return m_journal.record([&](Transaction &transaction) -> Result<Room> {
        Room room = TRY(ruled(id, principal));
        if (room.state == RoomState::Ended)
            return hasEnded(room);
        if (assistance == Assistance::On) {
            TRY(m_assistant.choose(room, agent));
        } else if (room.assistance == Assistance::On) {
            TRY(m_assistant.stop(room, principal));
        } else {
            return room;
        }
        room.assistance = assistance;
        TRY(m_changes.change(transaction, room, principal.user,
                             assistance == Assistance::On
                                 ? u"An agent answers in \"%1\""_s.arg(room.title)
                                 : u"%1 took over the chat \"%2\""_s.arg(principal.name, room.title)));
        return room;
    });
}

Result<RoomMessage> RoomService::checked(const Room &room, const NewRoomMessage &wanted,
                                         const Principal &principal)
{
    TRY(checkMessage(wanted));
    const bool voice =
        wanted.kind != RoomMessageKind::User || wanted.user == assistantUser || wanted.user == systemUser;
    if (voice && !rules(room, principal))
        return failure(ErrorCode::Forbidden, u"Only the owner of this session may write as it"_s);
    if (!wanted.repliedTo.isEmpty() && !m_messages.find(room.id, wanted.repliedTo))
        return invalid(u"replied_to"_s, u"replied_to is no message of this session"_s);
    return RoomMessage{.user = wanted.user,
                       .account = principal.user,
                       .kind = wanted.kind,
                       .metadata = wanted.metadata,
                       .repliedTo = wanted.repliedTo,
                       .attachments = wanted.attachments};
}

// The refusal is written down, so that whoever looks after the room sees it; the text is not.
Result<QString> RoomService::moderated(const Room &room, const QString &content, const QString &user)
{
    const bool on = m_mode == ModerationMode::On && room.settings.value("moderation"_L1).toBool(true);
    if (!on)
        return content;
    const auto reason = m_moderation.refusal(content);
    if (!reason)
        return m_moderation.redacted(content);
    TRY(m_journal.record([&](Transaction &transaction) -> Result<qint64> {
        return transaction.announce(
            {.type = EventType::RoomMessageRefused,
             .subject = room.id.value,
             .actor = user,
             .message = u"A message of %1 in \"%2\" was held back"_s.arg(user, room.title),
             .payload = {{u"user_id"_s, user}, {u"reason"_s, *reason}}});
    }));
    return invalid(u"content"_s, u"Your message was flagged for review: %1"_s.arg(shortened(content, 200)));
}

Result<RoomMessage> RoomService::post(const RoomId &id, const NewRoomMessage &wanted,
                                      const Principal &principal)
{
    const Room room = TRY(openAs(id, wanted.user, principal));
    RoomMessage message = TRY(checked(room, wanted, principal));
    message.content = wanted.content;
    if (wanted.kind == RoomMessageKind::User)
        message.content = TRY(moderated(room, wanted.content, wanted.user));
    return m_journal.record([&](Transaction &transaction) -> Result<RoomMessage> {
        const RoomMessage said = TRY(m_changes.say(transaction, room, message));
        if (room.assistance == Assistance::Off || said.kind != RoomMessageKind::User)
            return said;
        // What is written is kept in any case.
        TRY(startsRuns(principal) ? m_assistant.ask(transaction, room, said)
                                  : m_assistant.refuse(transaction, room, QString(mayNotAsk)));
        return said;
    });
}

Result<RoomMessage> RoomService::message(const RoomId &id, const RoomMessageId &message,
                                         const Principal &principal)
{
    TRY(find(id, principal));
    return m_messages.find(id, message);
}

Result<QList<RoomMessage>> RoomService::messages(const RoomMessageFilter &filter, const Principal &principal)
{
    TRY(find(filter.room, principal));
    return m_messages.list(filter);
}

Result<RoomMessage> RoomService::edit(const RoomId &id, const RoomMessageId &message, const QString &content,
                                      const QString &user, const Principal &principal)
{
    const Room room = TRY(openAs(id, user, principal));
    auto known = m_messages.find(id, message);
    if (!known || known->user != user || isSet(known->deletedAt))
        return failure(ErrorCode::NotFound,
                       u"Could not edit message. Message not found or you are not the author."_s);
    TRY(checkContent(content));
    known->content = known->kind == RoomMessageKind::User ? TRY(moderated(room, content, user)) : content;
    return m_journal.record(
        [&](Transaction &transaction) { return m_changes.edit(transaction, room, *known); });
}

Result<void> RoomService::remove(const RoomId &id, const RoomMessageId &message, const QString &user,
                                 const Principal &principal)
{
    const QString by = user.isEmpty() ? principal.user : user;
    const Room room = TRY(openAs(id, by, principal));
    const auto known = m_messages.find(id, message);
    const bool mayTake = known && (known->user == by || (user.isEmpty() && rules(room, principal)));
    if (!mayTake || isSet(known->deletedAt)) {
        return failure(ErrorCode::NotFound,
                       u"Could not delete message. Message not found or you are not the author."_s);
    }
    return m_journal.record(
        [&](Transaction &transaction) { return m_changes.clear(transaction, room, *known, by); });
}

Result<void> RoomService::acknowledge(const RoomId &id, const RoomMessageId &message, ReceiptKind kind,
                                      const QString &user, const Principal &principal)
{
    const Room room = TRY(openAs(id, user, principal));
    const RoomMessage known = TRY(m_messages.find(id, message));
    return m_journal.record([&](Transaction &transaction) {
        return m_changes.acknowledge(transaction, room, known, user, kind);
    });
}

Result<QList<RoomMessage>> RoomService::changedSince(const RoomId &id, qint64 seq, int limit,
                                                     const Principal &principal)
{
    TRY(find(id, principal));
    return m_messages.changedSince(id, seq, limit);
}

Result<QList<RoomReceipt>> RoomService::receipts(const RoomId &id, const Principal &principal)
{
    TRY(find(id, principal));
    return m_rooms.receipts(id);
}

} // namespace core
