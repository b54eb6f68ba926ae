// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/chatwatch.h"
#include "ui/models/conversationsmodel.h"
#include "ui/models/roomwatch.h"
#include "ui/shell/page.h"

class QListView;
class QStackedWidget;

namespace ui {

class ApprovalBox;
class Card;
class Composer;
class ConversationFacts;
class ConversationView;
class RoomView;

// Conversations with agents, and the rooms of the live chat where people write to each other: the list, the
// one in view with its answers as they are written, and what is known of it. Approvals are decided in line. A
// new conversation begins with its first message.
class ChatPage final : public Page
{
    Q_OBJECT

public:
    ChatPage(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void enter() override;
    void leave() override;
    // A conversation, a room by its roomKey(), or an agent to begin a conversation with.
    bool openThing(const QString &id) override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    // The first question that a person sees; nobody decides what was not seen.
    ApprovalBox *boxInView() const;
    QWidget *buildList();
    QWidget *buildConversation();
    QWidget *buildRoom();
    void bindKeys();
    void showFacts();
    void takeList();
    void takeOpen();
    void showPiece(const core::TaskId &task);
    void startNew(const core::AgentId &agent);
    void openLine(const QString &key);
    void openConversation(const core::ConversationId &id);
    void openRoom(const core::RoomId &id);
    void takeRoom();
    void selectLine(const QString &key);
    Composer *composer() const;
    bool isRoom() const { return !m_rooms.openId().isEmpty(); }
    void send(const QString &text);
    void retry(const core::TaskId &id);
    void failToRead(const QString &title, const core::Error &error);
    void endFailure();
    void fail(const QString &title, const core::Error &error);

    Backend &m_backend;
    ChatWatch m_watch;
    RoomWatch m_rooms;
    ConversationsModel m_model;
    QString m_wanted; // a thing to open once the list is there
    bool m_new = true;
    bool m_listed = false;
    bool m_readFailed = false; // and that stands there now
    Card *m_listCard = nullptr;
    QListView *m_list = nullptr;
    QStackedWidget *m_middles = nullptr; // a conversation, or a room
    ConversationView *m_conversation = nullptr;
    RoomView *m_room = nullptr;
    ConversationFacts *m_facts = nullptr;
};

} // namespace ui
