// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/livechat/roomstore.h"

#include <algorithm>
#include <limits>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define ROOM_COLUMNS                                                                                         \
    "room.id, room.number, room.owner, room.kind, room.state, room.title, room.context, room.settings, "     \
    "room.summary, room.assistance, room.agent_id, room.conversation_id, room.messages, room.created_at, "   \
    "room.last_activity, room.ended_at, (SELECT json_group_array(user_id) FROM (SELECT user_id FROM "        \
    "room_participant WHERE room_id = room.id AND left_at = 0 ORDER BY position)) "

constexpr qint64 never = std::numeric_limits<qint64>::max();
constexpr int mostRoomsAtOnce = 500;

QStringList textsOf(const QJsonArray &array)
{
    QStringList texts;
    for (const QJsonValue &value : array)
        texts.append(value.toString());
    return texts;
}

Room readRoom(const Rows &rows)
{
    return Room{.id = {rows.text(0)},
                .number = rows.integer(1),
                .owner = rows.text(2),
                .kind = fromWord<RoomKind>(rows.text(3)).value_or(RoomKind::Individual),
                .state = fromWord<RoomState>(rows.text(4)).value_or(RoomState::Ended),
                .title = rows.text(5),
                .context = rows.object(6),
                .settings = rows.object(7),
                .summary = rows.text(8),
                .assistance = fromWord<Assistance>(rows.text(9)).value_or(Assistance::Off),
                .agent = {rows.text(10)},
                .conversation = {rows.text(11)},
                .messages = rows.integer(12),
                .participants = textsOf(rows.array(16)),
                .createdAt = rows.time(13),
                .lastActivity = rows.time(14),
                .endedAt = rows.time(15)};
}

RoomReceipt readReceipt(const Rows &rows)
{
    return {.user = rows.text(0),
            .delivered = rows.integer(1),
            .read = rows.integer(2),
            .readAt = rows.time(3),
            .changed = rows.integer(4)};
}

QList<Room> readRooms(Rows rows)
{
    QList<Room> rooms;
    while (rows.next())
        rooms.append(readRoom(rows));
    return rooms;
}

} // namespace

Result<void> RoomStore::insert(Transaction &, const Room &room)
{
    TRY(m_database.run(
        "INSERT INTO room (id, number, owner, kind, state, title, context, settings, assistance, "
        "agent_id, created_at, last_activity) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        room.id.value, room.number, room.owner, toWord(room.kind), toWord(room.state), room.title,
        room.context, room.settings, toWord(room.assistance), room.agent.value, room.createdAt,
        room.lastActivity));
    return {};
}

Result<void> RoomStore::update(Transaction &, const Room &room)
{
    TRY(m_database.run("UPDATE room SET state = ?, title = ?, summary = ?, assistance = ?, agent_id = ?, "
                       "conversation_id = ?, last_activity = ?, ended_at = ? WHERE id = ?"_L1,
                       toWord(room.state), room.title, room.summary, toWord(room.assistance),
                       room.agent.value, room.conversation.value, room.lastActivity, room.endedAt,
                       room.id.value));
    return {};
}

Result<void> RoomStore::touch(Transaction &transaction, const RoomId &id)
{
    TRY(m_database.run("UPDATE room SET last_activity = ? WHERE id = ?"_L1, transaction.now(), id.value));
    return {};
}

Result<void> RoomStore::remove(Transaction &, const RoomId &id)
{
    TRY(m_database.run("DELETE FROM room WHERE id = ?"_L1, id.value));
    return {};
}

Result<void> RoomStore::putIn(Transaction &transaction, const Room &room, const QString &user,
                              qint64 position)
{
    TRY(m_database.run("INSERT INTO room_participant (room_id, user_id, room_number, position, joined_at) "
                       "VALUES (?, ?, ?, ?, ?) ON CONFLICT (room_id, user_id) DO UPDATE SET "
                       "position = excluded.position, joined_at = excluded.joined_at, left_at = 0"_L1,
                       room.id.value, user, room.number, position, transaction.now()));
    return {};
}

Result<void> RoomStore::takeOut(Transaction &transaction, const RoomId &id, const QString &user)
{
    TRY(m_database.run("UPDATE room_participant SET left_at = ? WHERE room_id = ? AND user_id = ?"_L1,
                       transaction.now(), id.value, user));
    return {};
}

Result<void> RoomStore::acknowledge(Transaction &, const RoomId &id, const RoomReceipt &receipt)
{
    TRY(m_database.run("UPDATE room_participant SET delivered = ?, read = ?, read_at = ?, read_changed = ? "
                       "WHERE room_id = ? AND user_id = ?"_L1,
                       receipt.delivered, receipt.read, receipt.readAt, receipt.changed, id.value,
                       receipt.user));
    return {};
}

Result<Room> RoomStore::find(const RoomId &id)
{
    Rows rows = TRY(m_database.run("SELECT " ROOM_COLUMNS " FROM room WHERE id = ?"_L1, id.value));
    if (!rows.next())
        return failure(ErrorCode::NotFound, u"Session not found"_s);
    return readRoom(rows);
}

Result<qint64> RoomStore::numberOf(const RoomId &id)
{
    if (id.isEmpty())
        return never;
    Rows rows = TRY(m_database.run("SELECT number FROM room WHERE id = ?"_L1, id.value));
    if (!rows.next())
        return invalid(u"before"_s, u"before is no session that is known"_s);
    return rows.integer(0);
}

Result<QList<Room>> RoomStore::list(const RoomFilter &filter, const QString &owner)
{
    const qint64 before = TRY(numberOf(filter.before));
    const int limit = std::clamp(filter.limit, 1, mostRoomsAtOnce);
    if (!filter.participant.isEmpty()) {
        return readRooms(TRY(m_database.run(
            "SELECT " ROOM_COLUMNS " FROM room_participant p JOIN room ON room.id = p.room_id "
            "WHERE p.user_id = ? AND p.left_at = 0 AND p.room_number < ? AND (? = '' OR room.owner = ?) "
            "ORDER BY p.room_number DESC LIMIT ?"_L1,
            filter.participant, before, owner, owner, limit)));
    }
    if (owner.isEmpty()) {
        return readRooms(TRY(m_database.run("SELECT " ROOM_COLUMNS
                                            " FROM room WHERE number < ? ORDER BY number DESC LIMIT ?"_L1,
                                            before, limit)));
    }
    return readRooms(TRY(m_database.run(
        "SELECT " ROOM_COLUMNS " FROM room WHERE number IN ("
        "SELECT number FROM (SELECT number FROM room WHERE owner = ? AND number < ? ORDER BY number DESC "
        "LIMIT ?) "
        "UNION SELECT room_number FROM (SELECT room_number FROM room_participant WHERE user_id = ? AND "
        "left_at = 0 "
        "AND room_number < ? ORDER BY room_number DESC LIMIT ?)) ORDER BY number DESC LIMIT ?"_L1,
        owner, before, limit, owner, before, limit, limit)));
}

Result<QList<Room>> RoomStore::recent(const QString &owner, int limit)
{
    const int most = std::clamp(limit, 1, mostRoomsAtOnce);
    if (owner.isEmpty()) {
        return readRooms(TRY(m_database.run(
            "SELECT " ROOM_COLUMNS " FROM room ORDER BY last_activity DESC, number DESC LIMIT ?"_L1, most)));
    }
    return readRooms(TRY(m_database.run(
        "SELECT " ROOM_COLUMNS " FROM room WHERE owner = ? OR id IN (SELECT room_id FROM room_participant "
        "WHERE user_id = ? AND left_at = 0) ORDER BY last_activity DESC, number DESC LIMIT ?"_L1,
        owner, owner, most)));
}

Result<std::optional<RoomReceipt>> RoomStore::receipt(const RoomId &id, const QString &user)
{
    Rows rows =
        TRY(m_database.run("SELECT user_id, delivered, read, read_at, read_changed FROM room_participant "
                           "WHERE room_id = ? AND user_id = ? AND left_at = 0"_L1,
                           id.value, user));
    if (!rows.next())
        return std::optional<RoomReceipt>();
    return std::optional(readReceipt(rows));
}

Result<QList<RoomReceipt>> RoomStore::receipts(const RoomId &id)
{
    QList<RoomReceipt> receipts;
    Rows rows =
        TRY(m_database.run("SELECT user_id, delivered, read, read_at, read_changed FROM room_participant "
                           "WHERE room_id = ? AND delivered > 0 ORDER BY position"_L1,
                           id.value));
    while (rows.next())
        receipts.append(readReceipt(rows));
    return receipts;
}

Result<RoomFigures> RoomStore::figures()
{
    RoomFigures figures;
    qint64 waited = 0;
    Rows rows = TRY(m_database.run("SELECT name, value FROM room_total"_L1));
    while (rows.next()) {
        const QString name = rows.text(0);
        qint64 &figure = name == u"messages"  ? figures.messages
                         : name == u"active"  ? figures.activeRooms
                         : name == u"answers" ? figures.answers
                                              : waited;
        figure = rows.integer(1);
    }
    if (figures.answers > 0)
        figures.averageResponse = milliseconds(waited / figures.answers);
    return figures;
}

Result<QList<Room>> RoomStore::forsaken(Timestamp idle, Timestamp empty)
{
    return readRooms(TRY(m_database.run(
        "SELECT " ROOM_COLUMNS
        " FROM room WHERE state <> 'ended' AND last_activity <= ? AND (last_activity <= ? "
        "OR NOT EXISTS (SELECT 1 FROM room_participant p WHERE p.room_id = room.id AND p.left_at = 0)) "
        "ORDER BY last_activity LIMIT ?"_L1,
        std::max(idle, empty), idle, mostRoomsAtOnce)));
}

Result<QList<Room>> RoomStore::endedBefore(Timestamp time)
{
    return readRooms(
        TRY(m_database.run("SELECT " ROOM_COLUMNS " FROM room WHERE state = 'ended' AND ended_at <= ? "
                           "ORDER BY ended_at LIMIT ?"_L1,
                           time, mostRoomsAtOnce)));
}

Result<RoomStore::Oldest> RoomStore::oldest()
{
    Rows rows = TRY(m_database.run(
        "SELECT (SELECT COALESCE(MIN(last_activity), 0) FROM room WHERE state <> 'ended'), "
        "(SELECT COALESCE(MIN(last_activity), 0) FROM room WHERE state <> 'ended' AND NOT EXISTS (SELECT 1 "
        "FROM room_participant p WHERE p.room_id = room.id AND p.left_at = 0)), "
        "(SELECT COALESCE(MIN(ended_at), 0) FROM room WHERE state = 'ended')"_L1));
    if (!rows.next())
        return Oldest{};
    return Oldest{.active = rows.time(0), .empty = rows.time(1), .ended = rows.time(2)};
}

} // namespace core
