// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/models/chatreading.h"
#include "ui/shell/theme.h"

#include <QHash>
#include <QWidget>

class QComboBox;

namespace ui {

class Card;
class Composer;
class EmptyState;
class Notice;
class Transcript;
class TurnView;

// A conversation with an agent: its turns, what they wait for, and where a person writes; or a new one, for
// which a person first chooses whom to talk to. It only shows and asks; the page does. UI thread.
class ConversationView final : public QWidget
{
    Q_OBJECT

public:
    ConversationView(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void setAgents(const QList<ChatAgent> &agents);
    // A new one, with this agent when it is known.
    void startNew(const core::AgentId &agent);
    // Another one; what was shown goes.
    void begin();
    void setConversation(const OpenConversation &opened);
    // One more piece of the answer to this task.
    void showPiece(const OpenConversation &opened, const core::TaskId &task);
    // While a message is on its way nobody changes it; once it was sent the field is empty.
    void setSending(bool sending);
    void setSent();
    void fail(const QString &title, const core::Error &error);
    void endFailure();

    // Whom the first message of a new one goes to.
    core::AgentId chosenAgent() const;
    Composer *composer() const { return m_composer; }

signals:
    void sendRequested(const QString &text);
    void earlierRequested();
    void decided();
    void approvalRequested(const core::ApprovalId &approval);
    void retryRequested(const core::TaskId &task);

private:
    void build();
    void showWhom();
    void placeTurns(const OpenConversation &opened);
    void clearTurns();

    Backend &m_backend;
    const Theme &m_theme;
    bool m_new = true;
    QString m_agent; // who answers in the one that is shown
    QHash<core::TaskId, TurnView *> m_turns;
    Card *m_card = nullptr;
    QComboBox *m_agents = nullptr;
    EmptyState *m_empty = nullptr;
    Transcript *m_transcript = nullptr;
    Notice *m_notice = nullptr;
    Composer *m_composer = nullptr;
};

} // namespace ui
