// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"

#include <QJsonObject>
#include <QStringList>

namespace core {

using RoomId = Id<struct RoomTag>;
using RoomMessageId = Id<struct RoomMessageTag>;

enum class RoomKind { Individual, Group, Support, Consultation };
enum class RoomState { Active, Idle, Ended, Paused };
enum class RoomMessageKind { User, Assistant, System, Notification, Typing, Error };
// Whether an agent answers what people write.
enum class Assistance { Off, On };

template<>
struct Words<RoomKind>
{
    static constexpr std::pair<RoomKind, const char *> table[] = {
        {RoomKind::Individual, "individual"},
        {RoomKind::Group, "group"},
        {RoomKind::Support, "support"},
        {RoomKind::Consultation, "consultation"},
    };
};

template<>
struct Words<RoomState>
{
    static constexpr std::pair<RoomState, const char *> table[] = {
        {RoomState::Active, "active"},
        {RoomState::Idle, "idle"},
        {RoomState::Ended, "ended"},
        {RoomState::Paused, "paused"},
    };
};

template<>
struct Words<RoomMessageKind>
{
    static constexpr std::pair<RoomMessageKind, const char *> table[] = {
        {RoomMessageKind::User, "user"},     {RoomMessageKind::Assistant, "assistant"},
        {RoomMessageKind::System, "system"}, {RoomMessageKind::Notification, "notification"},
        {RoomMessageKind::Typing, "typing"}, {RoomMessageKind::Error, "error"},
    };
};

template<>
struct Words<Assistance>
{
    static constexpr std::pair<Assistance, const char *> table[] = {
        {Assistance::Off, "off"},
        {Assistance::On, "on"},
    };
};

// What somebody wants opened. RoomService::open() checks it.
struct NewRoom
{
    RoomId id = {}; // made up when empty
    RoomKind kind = RoomKind::Individual;
    QStringList participants = {};
    QString title = {};
    QJsonObject context = {};  // told to the agent that answers
    QJsonObject settings = {}; // "moderation": false, "message_ttl": seconds, "agent": who answers
};

// A row of the table `room`, with those who are in it now.
struct Room
{
    RoomId id = {};
    qint64 number = 0;
    QString owner = {};
    RoomKind kind = RoomKind::Individual;
    RoomState state = RoomState::Active;
    QString title = {};
    QJsonObject context = {};
    QJsonObject settings = {};
    QString summary = {};
    Assistance assistance = Assistance::Off;
    AgentId agent = {};
    ConversationId conversation = {}; // with the agent, once it was asked
    qint64 messages = 0;              // ever written
    QStringList participants = {};    // in the order in which they came
    Timestamp createdAt = {};
    Timestamp lastActivity = {};
    Timestamp endedAt = {};
};

// What somebody wants written. RoomService::post() checks it.
struct NewRoomMessage
{
    QString user = {};
    QString content = {};
    RoomMessageKind kind = RoomMessageKind::User;
    QJsonObject metadata = {};
    RoomMessageId repliedTo = {};
    QStringList attachments = {};
};

// A row of the table `room_message`. `user` is who it is from, as the room knows them; `account` is whose key
// wrote it. What was deleted has no content any more.
struct RoomMessage
{
    RoomMessageId id = {};
    qint64 number = 0;
    RoomId room = {};
    QString user = {};
    QString account = {};
    RoomMessageKind kind = RoomMessageKind::User;
    QString content = {};
    QJsonObject metadata = {};
    RoomMessageId repliedTo = {};
    QStringList attachments = {};
    Timestamp createdAt = {};
    Timestamp editedAt = {};
    Timestamp deletedAt = {};
    QString deletedBy = {};
    Timestamp expiresAt = {};
    qint64 changed = 0;
};

// How far somebody has got: everything up to these messages was delivered, or read.
struct RoomReceipt
{
    QString user = {};
    qint64 delivered = 0; // RoomMessage::number
    qint64 read = 0;
    Timestamp readAt = {};
    qint64 changed = 0;
};

enum class ReceiptKind { Delivered, Read };

template<>
struct Words<ReceiptKind>
{
    static constexpr std::pair<ReceiptKind, const char *> table[] = {
        {ReceiptKind::Delivered, "delivered"},
        {ReceiptKind::Read, "read"},
    };
};

// Newest first; `before` is the last room of the page before.
struct RoomFilter
{
    QString participant = {}; // empty: whoever is in it
    RoomId before = {};
    int limit = 100;
};

// Oldest first. By default from the beginning; `after` and `before` page by key.
struct RoomMessageFilter
{
    enum class From { Oldest, Newest };

    RoomId room = {};
    RoomMessageId after = {};
    RoomMessageId before = {};
    From from = From::Oldest;
    int limit = 100;
    int offset = 0; // for the contract that demands one
};

struct RoomFigures
{
    qint64 messages = 0; // ever written
    qint64 activeRooms = 0;
    qint64 answers = 0; // by agents
    milliseconds averageResponse{0};
};

// The names that the room's own voices have.
inline constexpr QLatin1StringView assistantUser("ai_assistant");
inline constexpr QLatin1StringView systemUser("system");

} // namespace core
