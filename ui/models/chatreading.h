// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"

#include <QSet>

namespace ui {

// A conversation, or a room of the live chat, as the list shows it.
struct ConversationLine
{
    QString key = {}; // the conversation's id, or roomKey()
    QString title = {};
    QString lastLine = {}; // "assistant: The part still works …"
    core::Timestamp updatedAt = {};
    core::Timestamp now = {};
};

// How a room is named where conversations are named too, and back; empty for what is no room.
QString roomKey(const core::RoomId &room);
core::RoomId roomOfKey(const QString &key);

// Somebody to talk to. An empty id is the default agent.
struct ChatAgent
{
    core::AgentId id = {};
    QString name = {};
    QString cluster = {};
};

ChatAgent chatAgentOf(core::Core &core, const core::AgentId &id);

// One question with everything that followed.
struct ChatTurn
{
    core::Task task = {};
    QString asker = {}; // who wrote it, for people
    QList<core::Step> steps = {};
    QList<core::Approval> waiting = {};
    bool isDecided = false; // what it waits for is decided, and can still be taken back
    QString partial = {};   // what the model has said so far of the answer under way
};

// The conversation in view.
struct OpenConversation
{
    core::Conversation conversation = {};
    ChatAgent agent = {};
    QList<ChatTurn> turns = {}; // oldest first
    bool hasEarlier = false;
    std::optional<core::milliseconds> firstToken = {}; // of the newest answer that was heard arriving
    std::optional<double> tokensPerSecond = {};
    core::Timestamp now = {};
};

// Everything that the list of conversations shows, as it was at one moment.
struct ChatList
{
    QList<ConversationLine> lines = {}; // newest first
    QList<ChatAgent> agents = {};       // to talk to
};

// A conversation with the pieces of the answers that are being written.
struct OpenReading
{
    OpenConversation opened = {};
    QList<core::Partial> pieces = {};
};

// What stands for what is decided and can still be taken back (`held`). UI thread as well.
QString decisionNotSentText();

// Read them. Backend thread.
core::Result<ChatList> readChatList(core::Core &core, const core::Principal &principal,
                                    const QSet<core::ApprovalId> &held);
core::Result<OpenReading> readConversation(core::Core &core, const core::ConversationId &id, int turns,
                                           const core::Principal &principal);

} // namespace ui
