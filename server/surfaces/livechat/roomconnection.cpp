// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/livechat/roomconnection.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "server/surfaces/livechat/roomframes.h"
#include "server/surfaces/livechat/roomhub.h"
#include "server/surfaces/livechat/roomjson.h"

#include <QScopedValueRollback>

#include <utility>

namespace server::livechat {

using core::Result;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto patience = 10s; // for the first message
constexpr qint64 largestFrame = 128 * 1024;
constexpr int framesAtOnce = 40;
constexpr int framesPerSecond = 20;
constexpr int mostExcess = 200;
constexpr int mostEarly = 20;
constexpr int newestMessages = 1000;
constexpr qsizetype largestHistory = 896 * 1024; // with the rest below the megabyte that many clients take
constexpr int mostMissed = 1000;
constexpr int eventsAtOnce = 50; // for who reads slowly

// The code for those who broke the rules, and for those whom another connection of theirs replaced.
constexpr int policyBroken = 1008;
constexpr int replacedCode = 4000;

template<typename T>
Result<void> outcomeOf(const Result<T> &result)
{
    return result ? Result<void>() : Result<void>(result.error());
}

// As many of the newest as fit.
QList<core::RoomMessage> newestOf(const QList<core::RoomMessage> &messages)
{
    qsizetype size = 0;
    qsizetype first = messages.size();
    while (first > 0 && (size += core::toBytes(toJson(messages[first - 1])).size()) <= largestHistory)
        --first;
    return messages.sliced(first);
}

} // namespace

RoomConnection::RoomConnection(core::Core &core, RoomHub &hub, WebSocket &socket,
                               const core::Principal &principal)
    : QObject(&socket)
    , m_core(core)
    , m_hub(hub)
    , m_socket(socket)
    , m_principal(principal)
    , m_pace(framesAtOnce, framesPerSecond, core.clock().now())
{
    socket.setLargestMessage(largestFrame);
    connect(&socket, &WebSocket::received, this, &RoomConnection::receive);
    connect(&socket, &WebSocket::taken, this, &RoomConnection::goOn);
    connect(&socket, &WebSocket::closed, this, [this] {
        m_isBehind = false;
        cease();
    });
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] { refuse(u"The first message did not come"_s); });
    m_patience.start(patience);
}

RoomConnection::~RoomConnection()
{
    cease();
}

void RoomConnection::cease()
{
    const Phase before = std::exchange(m_phase, Phase::Over);
    if (before == Phase::Inside)
        m_hub.leave(*this);
    // Nobody could come back under a name that was made up. One that is out already is fine.
    if (m_guest && (before == Phase::Inside || before == Phase::Entering))
        (void)bool(m_core.rooms().leave(m_room, m_user, m_principal));
}

void RoomConnection::receive(const QString &text)
{
    if (m_phase == Phase::Over || isFlood())
        return;
    if (m_phase == Phase::Greeting)
        greet(text);
    else if (m_phase == Phase::Inside)
        handle(text);
    else if (m_early.size() < mostEarly)
        m_early.append(text);
    else
        refuse(u"Too much was sent before the history"_s);
}

// What is too much is dropped with a word about it, and then the client.
bool RoomConnection::isFlood()
{
    if (m_pace.take(m_core.clock().now())) {
        m_excess = 0;
        return false;
    }
    if (++m_excess == 1)
        tell(u"You are sending too much. What comes now is left out; wait a moment."_s);
    else if (m_excess > mostExcess)
        refuse(u"Too many messages"_s);
    return true;
}

void RoomConnection::refuse(const QString &reason)
{
    cease();
    close(policyBroken, reason);
}

void RoomConnection::replace()
{
    cease();
    close(replacedCode, u"Replaced by a newer connection"_s);
}

void RoomConnection::end(const QString &reason)
{
    cease();
    if (m_isBehind)
        m_goodbye = reason;
    else
        close(1000, reason);
}

void RoomConnection::close(int code, const QString &reason)
{
    m_isBehind = false;
    m_socket.close(code, reason);
}

// As the contract has it, a session that is not there ends the connection without a message.
void RoomConnection::greet(const QString &text)
{
    m_patience.stop();
    const auto hello = core::parseRequest(text.toUtf8());
    if (!hello)
        return refuse(u"The first message must name the session"_s);
    m_room = {hello->value(u"session_id"_s).toString()};
    const auto room = m_core.rooms().find(m_room, m_principal);
    if (!room)
        return refuse(u"Session not found"_s);
    m_user = hello->value(u"user_id"_s).toString();
    if (m_user.isEmpty()) {
        m_guest = m_principal.sees(room->owner);
        m_user = m_guest ? core::newUuid() : m_principal.user;
    }
    m_seq = std::max<qint64>(0, hello->value(u"last_seq"_s).toInteger());
    m_phase = Phase::Entering;
    if (room->state != core::RoomState::Ended) {
        const auto joined = m_core.rooms().join(m_room, m_user, m_principal);
        if (!joined)
            return refuse(core::shortened(joined.error().text, 100));
    }
    m_core.journal().whenCommitted(this, [this](const Result<void> &committed) { enter(committed); });
}

void RoomConnection::enter(const Result<void> &committed)
{
    if (m_phase != Phase::Entering)
        return;
    const auto sent = committed ? sendHistory() : committed;
    if (!sent)
        return refuse(core::shortened(sent.error().text, 100));
    const auto room = m_core.rooms().find(m_room, m_principal);
    if (!room || room->state == core::RoomState::Ended) {
        m_socket.send(toText(endedFrame(m_room, room ? room->endedAt : m_core.clock().now()), 0));
        return end(u"The session has ended"_s);
    }
    m_phase = Phase::Inside;
    m_hub.enter(*this);
    for (const QString &text : std::exchange(m_early, {})) {
        if (m_phase == Phase::Inside)
            handle(text);
    }
}

// Everything is committed here, so the history and what the feed announces later meet without a gap.
Result<void> RoomConnection::sendHistory()
{
    const qint64 now = m_core.journal().committedSeq();
    if (m_seq > 0 && m_seq <= now) {
        const bool complete = TRY(sendMissed());
        if (complete) {
            m_seq = now;
            return {};
        }
    }
    const auto messages = TRY(m_core.rooms().messages(
        {.room = m_room, .from = core::RoomMessageFilter::From::Newest, .limit = newestMessages},
        m_principal));
    QJsonObject history = TRY(historyOf(newestOf(messages)));
    history.insert(u"resumed"_s, false);
    m_seq = now;
    m_socket.send(toText(history, now));
    return {};
}

Result<QJsonObject> RoomConnection::historyOf(const QList<core::RoomMessage> &messages)
{
    const auto receipts = TRY(m_core.rooms().receipts(m_room, m_principal));
    return QJsonObject{{u"type"_s, u"chat_history"_s},
                       {u"session_id"_s, m_room.value},
                       {u"user_id"_s, m_user},
                       {u"messages"_s, toJson(messages)},
                       {u"receipts"_s, toJson(receipts)}};
}

// False when too much was missed to be told in single pieces.
Result<bool> RoomConnection::sendMissed()
{
    const QList<core::RoomMessage> changed =
        TRY(m_core.rooms().changedSince(m_room, m_seq, mostMissed + 1, m_principal));
    if (changed.size() > mostMissed)
        return false;
    QList<core::RoomMessage> fresh;
    for (const core::RoomMessage &message : changed) {
        if (message.number > m_seq && !core::isSet(message.deletedAt))
            fresh.append(message);
    }
    std::ranges::sort(fresh, {}, &core::RoomMessage::number);
    QJsonObject history = TRY(historyOf(fresh));
    history.insert(u"resumed"_s, true);
    QStringList frames{toText(history, m_core.journal().committedSeq())};
    qsizetype size = frames.first().size();
    for (const core::RoomMessage &message : changed) {
        if (message.number > m_seq)
            continue;
        const bool deleted = core::isSet(message.deletedAt);
        frames.append(toText(deleted ? deletedFrame(message) : editedFrame(message), message.changed));
        size += frames.last().size();
    }
    if (size > largestHistory)
        return false;
    for (const QString &frame : std::as_const(frames))
        m_socket.send(frame);
    return true;
}

void RoomConnection::deliver(const QJsonObject &frame, const QString &text, qint64 seq)
{
    if (m_phase != Phase::Inside || (seq > 0 && seq <= m_seq))
        return;
    m_isBehind = m_isBehind || !m_socket.hasRoom();
    if (!m_isBehind) {
        m_seq = std::max(m_seq, seq);
        m_socket.send(text);
    } else if (seq == 0) { // nowhere stored
        m_presence.insert(frame.value(u"user_id"_s).toString(), text);
    }
}

void RoomConnection::goOn()
{
    if (m_isTold)
        return;
    const QScopedValueRollback<bool> told(m_isTold, true);
    while (m_isBehind && m_socket.hasRoom()) {
        const auto events =
            m_core.feed().events({.subject = m_room.value, .after = m_seq, .limit = eventsAtOnce});
        if (!events)
            return refuse(u"The messages could not be read"_s);
        for (const core::Event &event : *events) {
            if (!m_socket.hasRoom())
                return;
            if (!tellMissed(event))
                return close(1000, m_goodbye.value_or(QString()));
        }
        if (events->isEmpty())
            catchUp();
    }
}

// False when it was the last thing that this client is told.
bool RoomConnection::tellMissed(const core::Event &event)
{
    const bool isOwn = event.payload.value(u"user_id"_s).toString() == m_user;
    m_seq = event.seq;
    if (m_goodbye && isOwn && event.type == core::EventType::RoomLeft)
        return false;
    const auto frame = m_hub.frameOf(event);
    if (frame && !(isOwn && event.type == core::EventType::RoomJoined))
        m_socket.send(toText(*frame, event.seq));
    return !(m_goodbye && event.type == core::EventType::RoomEnded);
}

void RoomConnection::catchUp()
{
    m_isBehind = false;
    for (const QString &text : std::exchange(m_presence, {}))
        m_socket.send(text);
    if (m_goodbye)
        close(1000, *m_goodbye);
}

void RoomConnection::tell(const QString &text)
{
    m_socket.send(toText(
        {{u"type"_s, u"chat_message"_s}, {u"message"_s, systemMessage(m_room, text, m_core.clock().now())}},
        0));
}

void RoomConnection::settle(const Result<void> &result)
{
    const auto failed = [this](const core::Error &error) {
        const bool known =
            error.code == core::ErrorCode::NotFound || error.text.startsWith(u"Your message was"_s);
        tell(known ? error.text
                   : QString(u"An error occurred while processing your message: "_s + error.text));
    };
    if (!result)
        return failed(result.error());
    m_core.journal().whenCommitted(this, [failed](const Result<void> &committed) {
        if (!committed)
            failed(committed.error());
    });
}

void RoomConnection::handle(const QString &text)
{
    const auto frame = core::parseRequest(text.toUtf8());
    if (!frame)
        return tell(u"Invalid message format. Please send valid JSON."_s);
    act(frame->value(u"type"_s).toString(), *frame);
}

void RoomConnection::act(const QString &type, const QJsonObject &frame)
{
    if (type == u"typing_indicator")
        return m_hub.setTyping(*this, frame.value(u"is_typing"_s).toBool());
    if (type != u"chat_message")
        return actOnMessage(type, frame);
    const QString content = frame.value(u"content"_s).toString();
    if (content.trimmed().isEmpty())
        return settle(core::invalid(u"content"_s, u"Message content cannot be empty."_s));
    QStringList attachments;
    for (const QJsonValue &attachment : frame.value(u"attachments"_s).toArray())
        attachments.append(attachment.toString());
    settle(outcomeOf(m_core.rooms().post(m_room,
                                         {.user = m_user,
                                          .content = content,
                                          .metadata = frame.value(u"metadata"_s).toObject(),
                                          .repliedTo = {frame.value(u"replied_to"_s).toString()},
                                          .attachments = attachments},
                                         m_principal)));
}

void RoomConnection::actOnMessage(const QString &type, const QJsonObject &frame)
{
    core::RoomService &rooms = m_core.rooms();
    const core::RoomMessageId message{frame.value(u"message_id"_s).toString()};
    if (type == u"edit_message")
        return settle(outcomeOf(
            rooms.edit(m_room, message, frame.value(u"new_content"_s).toString(), m_user, m_principal)));
    if (type == u"delete_message")
        return settle(rooms.remove(m_room, message, m_user, m_principal));
    if (type == u"read_receipt")
        return settle(rooms.acknowledge(m_room, message, core::ReceiptKind::Read, m_user, m_principal));
    if (type == u"delivery_receipt")
        return settle(rooms.acknowledge(m_room, message, core::ReceiptKind::Delivered, m_user, m_principal));
    const bool named = frame.value(u"type"_s).isString();
    tell(QString(u"Unknown message type: "_s + (named ? core::shortened(type, 100) : u"None"_s)));
}

} // namespace server::livechat
