// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/chatwatch.h"
#include "ui/models/conversationsmodel.h"
#include "ui/shell/page.h"

class QComboBox;
class QListView;
class QScrollArea;
class QVBoxLayout;

namespace ui {

class Button;
class Card;
class Composer;
class ConversationFacts;
class EmptyState;
class Notice;
class TurnView;

// Conversations with agents: the list, the one in view with its answers as they are written, and what is
// known of it. Approvals are decided in line. A new conversation begins with its first message.
class ChatPage final : public Page
{
    Q_OBJECT

public:
    ChatPage(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void enter() override;
    void leave() override;
    // A conversation, or an agent to begin one with.
    bool openThing(const QString &id) override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildList();
    QWidget *buildMiddle();
    QWidget *buildTranscript();
    void bindKeys();
    void takeList();
    void takeAgents();
    void takeOpen();
    void placeTurns();
    void showPiece(const core::TaskId &task);
    void showWhom();
    void startNew(const core::AgentId &agent);
    void openConversation(const core::ConversationId &id);
    void send(const QString &text);
    void decide(const core::ApprovalId &id, core::Verdict verdict);
    void retry(const core::TaskId &id);
    void fail(const QString &title, const core::Error &error);
    void clearTurns();
    bool isAtEnd() const;

    Backend &m_backend;
    ChatWatch m_watch;
    ConversationsModel m_model;
    QString m_wanted; // a thing to open once the list is there
    bool m_new = true;
    bool m_listed = false;
    Card *m_listCard = nullptr;
    QListView *m_list = nullptr;
    Card *m_middle = nullptr;
    QComboBox *m_agents = nullptr;
    EmptyState *m_empty = nullptr;
    QScrollArea *m_scroll = nullptr;
    QVBoxLayout *m_column = nullptr;
    Button *m_earlier = nullptr;
    QHash<core::TaskId, TurnView *> m_turns;
    Notice *m_notice = nullptr;
    Composer *m_composer = nullptr;
    ConversationFacts *m_facts = nullptr;
};

} // namespace ui
