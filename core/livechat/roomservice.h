// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/livechat/moderation.h"
#include "core/livechat/roomassistant.h"

namespace core {

enum class ModerationMode { On, Off };

// The rules of the live chat's rooms: who may see, enter, write, change and end them. Backend thread; owned
// by the core; every change is journalled before it is announced.
//
// A room is seen by its owner, by those who are in it under the name of their account, and by administrators;
// for others it is NotFound. The owner and administrators speak for anybody (a shop's server speaks for its
// customers, who have no keys), everybody else for themselves alone. Ended rooms can be read and not changed.
class RoomService final
{
public:
    RoomService(Journal &journal, RoomStore &rooms, RoomMessageStore &messages, RoomChanges &changes,
                RoomAssistant &assistant, ModerationMode moderation, const QStringList &refusedWords);

    Result<Room> open(const NewRoom &wanted, const Principal &principal);
    Result<Room> find(const RoomId &id, const Principal &principal);
    Result<QList<Room>> list(const RoomFilter &filter, const Principal &principal);
    // The most recently used first.
    Result<QList<Room>> recent(int limit, const Principal &principal);

    // Being in it already is no error.
    Result<Room> join(const RoomId &id, const QString &user, const Principal &principal);
    Result<Room> leave(const RoomId &id, const QString &user, const Principal &principal);
    Result<Room> end(const RoomId &id, const Principal &principal);
    // `agent` is a name or an id; empty: the one that was set, the room's setting, "communication_agent", or
    // the owner's default. Switching it off stops the answers that are under way.
    Result<Room> setAssistance(const RoomId &id, Assistance assistance, const QString &agent,
                               const Principal &principal);

    // Fails with InvalidArgument for what moderation refuses; then it is not stored.
    Result<RoomMessage> post(const RoomId &id, const NewRoomMessage &wanted, const Principal &principal);
    Result<RoomMessage> message(const RoomId &id, const RoomMessageId &message, const Principal &principal);
    Result<QList<RoomMessage>> messages(const RoomMessageFilter &filter, const Principal &principal);
    // Only the author edits; the author deletes, and with an empty `user` whoever speaks for the room.
    Result<RoomMessage> edit(const RoomId &id, const RoomMessageId &message, const QString &content,
                             const QString &user, const Principal &principal);
    Result<void> remove(const RoomId &id, const RoomMessageId &message, const QString &user,
                        const Principal &principal);
    Result<void> acknowledge(const RoomId &id, const RoomMessageId &message, ReceiptKind kind,
                             const QString &user, const Principal &principal);

    // For who comes back: messages that changed behind the event `seq`, deleted ones too.
    Result<QList<RoomMessage>> changedSince(const RoomId &id, qint64 seq, int limit,
                                            const Principal &principal);
    Result<QList<RoomReceipt>> receipts(const RoomId &id, const Principal &principal);
    Result<RoomFigures> figures() { return m_rooms.figures(); }

private:
    Result<Room> openFor(const RoomId &id, const Principal &principal);
    Result<Room> openAs(const RoomId &id, const QString &user, const Principal &principal);
    Result<Room> ruled(const RoomId &id, const Principal &principal);
    Result<RoomMessage> checked(const Room &room, const NewRoomMessage &wanted, const Principal &principal);
    // What is stored of a text.
    Result<QString> moderated(const Room &room, const QString &content, const QString &user);

    Journal &m_journal;
    RoomStore &m_rooms;
    RoomMessageStore &m_messages;
    RoomChanges &m_changes;
    RoomAssistant &m_assistant;
    ModerationMode m_mode;
    Moderation m_moderation;
};

} // namespace core
