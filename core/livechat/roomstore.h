// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "core/livechat/room.h"

namespace core {

// The SQL of the tables `room`, `room_participant` and `room_total`, and nothing else.
class RoomStore
{
public:
    explicit RoomStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const Room &room);
    // Writes what can change but the participants.
    Result<void> update(Transaction &transaction, const Room &room);
    Result<void> touch(Transaction &transaction, const RoomId &id);
    Result<void> remove(Transaction &transaction, const RoomId &id);

    // `position` is the number of the event that tells of it.
    Result<void> putIn(Transaction &transaction, const Room &room, const QString &user, qint64 position);
    Result<void> takeOut(Transaction &transaction, const RoomId &id, const QString &user);
    Result<void> acknowledge(Transaction &transaction, const RoomId &id, const RoomReceipt &receipt);

    Result<Room> find(const RoomId &id); // NotFound
    // Newest first. An empty owner means everybody's; otherwise those that this owner has or is in.
    Result<QList<Room>> list(const RoomFilter &filter, const QString &owner);
    // The most recently used first, with the same meaning of an owner.
    Result<QList<Room>> recent(const QString &owner, int limit);
    // Nothing when the user is not in the room.
    Result<std::optional<RoomReceipt>> receipt(const RoomId &id, const QString &user);
    Result<QList<RoomReceipt>> receipts(const RoomId &id);
    Result<RoomFigures> figures();

    // Open rooms that nobody used since `idle`, or that are empty since `empty`.
    Result<QList<Room>> forsaken(Timestamp idle, Timestamp empty);
    Result<QList<Room>> endedBefore(Timestamp time);
    // The oldest activity of an open room, of an open one with nobody in it, and the first end; not set:
    // none.
    struct Oldest
    {
        Timestamp active = {};
        Timestamp empty = {};
        Timestamp ended = {};
    };
    Result<Oldest> oldest();

private:
    Result<qint64> numberOf(const RoomId &id);

    Database &m_database;
};

} // namespace core
