// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/livechat/roommessagestore.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

#define MESSAGE_COLUMNS                                                                                      \
    "number, id, room_id, user_id, account, kind, content, metadata, replied_to, attachments, created_at, "  \
    "edited_at, deleted_at, deleted_by, expires_at, changed"

constexpr int mostAtOnce = 1000;

RoomMessage read(const Rows &rows)
{
    QStringList attachments;
    for (const QJsonValue &value : rows.array(9))
        attachments.append(value.toString());
    return RoomMessage{.id = {rows.text(1)},
                       .number = rows.integer(0),
                       .room = {rows.text(2)},
                       .user = rows.text(3),
                       .account = rows.text(4),
                       .kind = fromWord<RoomMessageKind>(rows.text(5)).value_or(RoomMessageKind::System),
                       .content = rows.text(6),
                       .metadata = rows.object(7),
                       .repliedTo = {rows.text(8)},
                       .attachments = attachments,
                       .createdAt = rows.time(10),
                       .editedAt = rows.time(11),
                       .deletedAt = rows.time(12),
                       .deletedBy = rows.text(13),
                       .expiresAt = rows.time(14),
                       .changed = rows.integer(15)};
}

RoomQuestion readQuestion(const Rows &rows)
{
    return {
        .task = {rows.text(0)}, .room = {rows.text(1)}, .message = rows.integer(2), .askedAt = rows.time(3)};
}

QList<RoomMessage> readAll(Rows rows)
{
    QList<RoomMessage> messages;
    while (rows.next())
        messages.append(read(rows));
    return messages;
}

QList<RoomMessage> reversed(QList<RoomMessage> messages)
{
    std::reverse(messages.begin(), messages.end());
    return messages;
}

QList<RoomQuestion> readQuestions(Rows rows)
{
    QList<RoomQuestion> questions;
    while (rows.next())
        questions.append(readQuestion(rows));
    return questions;
}

} // namespace

Result<void> RoomMessageStore::insert(Transaction &, const RoomMessage &message)
{
    TRY(m_database.run(
        "INSERT INTO room_message (number, id, room_id, user_id, account, kind, metadata, replied_to, "
        "attachments, "
        "created_at, expires_at, changed, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        message.number, message.id.value, message.room.value, message.user, message.account,
        toWord(message.kind), message.metadata, message.repliedTo.value,
        QJsonArray::fromStringList(message.attachments), message.createdAt, message.expiresAt,
        message.changed, message.content));
    return {};
}

Result<void> RoomMessageStore::edit(Transaction &, const RoomMessage &message)
{
    TRY(m_database.run("UPDATE room_message SET content = ?, edited_at = ?, changed = ? WHERE number = ?"_L1,
                       message.content, message.editedAt, message.changed, message.number));
    return {};
}

Result<void> RoomMessageStore::clear(Transaction &, const RoomMessage &message)
{
    TRY(m_database.run(
        "UPDATE room_message SET content = '', metadata = '{}', attachments = '[]', deleted_at = ?, "
        "deleted_by = ?, changed = ? WHERE number = ?"_L1,
        message.deletedAt, message.deletedBy, message.changed, message.number));
    return {};
}

Result<RoomMessage> RoomMessageStore::find(const RoomId &room, const RoomMessageId &id)
{
    Rows rows =
        TRY(m_database.run("SELECT " MESSAGE_COLUMNS " FROM room_message WHERE id = ? AND room_id = ?"_L1,
                           id.value, room.value));
    if (!rows.next())
        return failure(ErrorCode::NotFound, u"Message not found"_s);
    return read(rows);
}

Result<qint64> RoomMessageStore::numberOf(const RoomId &room, const RoomMessageId &id, const QString &field)
{
    Rows rows = TRY(m_database.run("SELECT number FROM room_message WHERE id = ? AND room_id = ?"_L1,
                                   id.value, room.value));
    if (!rows.next())
        return invalid(field, QString(field + u" is no message of this session"_s));
    return rows.integer(0);
}

Result<QList<RoomMessage>> RoomMessageStore::list(const RoomMessageFilter &filter)
{
    const int limit = std::clamp(filter.limit, 1, mostAtOnce);
    if (!filter.before.isEmpty()) {
        const qint64 before = TRY(numberOf(filter.room, filter.before, u"before"_s));
        return reversed(readAll(
            TRY(m_database.run("SELECT " MESSAGE_COLUMNS
                               " FROM room_message WHERE room_id = ? AND deleted_at = 0 AND number < ? "
                               "ORDER BY number DESC LIMIT ?"_L1,
                               filter.room.value, before, limit))));
    }
    if (filter.from == RoomMessageFilter::From::Newest && filter.after.isEmpty()) {
        return reversed(
            readAll(TRY(m_database.run("SELECT " MESSAGE_COLUMNS " FROM room_message WHERE room_id = ? "
                                       "AND deleted_at = 0 ORDER BY number DESC LIMIT ?"_L1,
                                       filter.room.value, limit))));
    }
    qint64 after = 0;
    if (!filter.after.isEmpty())
        after = TRY(numberOf(filter.room, filter.after, u"after"_s));
    return readAll(TRY(m_database.run(
        "SELECT " MESSAGE_COLUMNS " FROM room_message WHERE room_id = ? AND deleted_at = 0 AND number > ? "
        "ORDER BY number LIMIT ? OFFSET ?"_L1,
        filter.room.value, after, limit, std::max(0, filter.offset))));
}

Result<QList<RoomMessage>> RoomMessageStore::changedSince(const RoomId &room, qint64 changed, int limit)
{
    return readAll(TRY(m_database.run("SELECT " MESSAGE_COLUMNS " FROM room_message WHERE room_id = ? "
                                      "AND changed > ? ORDER BY changed LIMIT ?"_L1,
                                      room.value, changed, std::clamp(limit, 1, mostAtOnce + 1))));
}

Result<QList<RoomMessage>> RoomMessageStore::saidSince(const RoomId &room, qint64 number, int limit)
{
    return reversed(readAll(TRY(m_database.run(
        "SELECT " MESSAGE_COLUMNS " FROM room_message WHERE room_id = ? AND deleted_at = 0 AND number > ? "
        "AND kind IN ('user', 'assistant') AND user_id <> ? ORDER BY number DESC LIMIT ?"_L1,
        room.value, number, QString(assistantUser), std::clamp(limit, 1, mostAtOnce)))));
}

Result<QList<RoomMessage>> RoomMessageStore::expired(Timestamp now)
{
    return readAll(TRY(m_database.run("SELECT " MESSAGE_COLUMNS " FROM room_message WHERE expires_at > 0 "
                                      "AND deleted_at = 0 AND expires_at <= ? ORDER BY expires_at LIMIT ?"_L1,
                                      now, mostAtOnce)));
}

Result<Timestamp> RoomMessageStore::nextExpiry()
{
    Rows rows = TRY(m_database.run(
        "SELECT COALESCE(MIN(expires_at), 0) FROM room_message WHERE expires_at > 0 AND deleted_at = 0"_L1));
    return rows.next() ? rows.time(0) : Timestamp{};
}

Result<void> RoomMessageStore::insertQuestion(Transaction &, const RoomQuestion &question)
{
    TRY(m_database.run(
        "INSERT INTO room_question (task_id, room_id, message_number, asked_at) VALUES (?, ?, ?, ?)"_L1,
        question.task.value, question.room.value, question.message, question.askedAt));
    return {};
}

Result<bool> RoomMessageStore::closeQuestion(Transaction &transaction, const TaskId &task)
{
    const Rows rows = TRY(
        m_database.run("UPDATE room_question SET answered_at = ? WHERE task_id = ? AND answered_at = 0"_L1,
                       transaction.now(), task.value));
    return rows.changed() == 1;
}

Result<void> RoomMessageStore::dropQuestion(Transaction &, const TaskId &task)
{
    TRY(m_database.run("DELETE FROM room_question WHERE task_id = ?"_L1, task.value));
    return {};
}

Result<RoomQuestion> RoomMessageStore::question(const TaskId &task)
{
    Rows rows = TRY(m_database.run("SELECT task_id, room_id, message_number, asked_at FROM room_question "
                                   "WHERE task_id = ? AND answered_at = 0"_L1,
                                   task.value));
    if (!rows.next())
        return failure(ErrorCode::NotFound, u"Nobody waits for an answer"_s);
    return readQuestion(rows);
}

Result<QList<RoomQuestion>> RoomMessageStore::openQuestions()
{
    return readQuestions(
        TRY(m_database.run("SELECT task_id, room_id, message_number, asked_at FROM room_question "
                           "WHERE answered_at = 0 ORDER BY asked_at"_L1)));
}

Result<QList<RoomQuestion>> RoomMessageStore::openQuestions(const RoomId &room)
{
    return readQuestions(
        TRY(m_database.run("SELECT task_id, room_id, message_number, asked_at FROM room_question "
                           "WHERE room_id = ? AND answered_at = 0 ORDER BY message_number"_L1,
                           room.value)));
}

Result<qint64> RoomMessageStore::lastAsked(const RoomId &room)
{
    Rows rows = TRY(m_database.run(
        "SELECT COALESCE(MAX(message_number), 0) FROM room_question WHERE room_id = ?"_L1, room.value));
    return rows.next() ? rows.integer(0) : 0;
}

} // namespace core
