// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/roomwatch.h"
#include "ui/shell/keyscope.h"

#include <QHash>
#include <QSet>
#include <QWidget>

namespace ui {

class Bubble;
class Button;
class Card;
class Composer;
class Label;
class Notice;
class Transcript;
class TurnView;

// A room of the live chat: what people and the agent wrote, what the agent is doing now, and what the
// operator can do: write, take over from the agent, hand back, end. UI thread. Announces what a person asked
// for that is no matter of the room.
class RoomView final : public QWidget
{
    Q_OBJECT

public:
    RoomView(Backend &backend, const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    // Another room; what was shown goes.
    void begin();
    void setRoom(const OpenRoom &room);
    // The agent's conversation for this room: answers that are under way stand below the messages.
    void setTurns(const OpenConversation &conversation);
    void fail(const QString &title, const core::Error &error);
    void endFailure();
    Composer *composer() const { return m_composer; }

signals:
    void changed(); // the operator did something that should be read anew
    void earlierRequested();
    void decided();
    void approvalRequested(const core::ApprovalId &approval);
    void retryRequested(const core::TaskId &task);

private:
    QWidget *buildActions(KeyScope &keys);
    void buildEnding();
    void placeMessages();
    QWidget *viewOf(const core::RoomMessage &message);
    QString headingOf(const core::RoomMessage &message) const;
    void dropAnswered();
    void send(const QString &text);
    void setAssistance(core::Assistance assistance);
    void end();
    void showState();

    Backend &m_backend;
    const Theme &m_theme;
    OpenRoom m_room;
    QHash<core::RoomMessageId, QWidget *> m_messages;
    QHash<core::RoomMessageId, core::Timestamp> m_edited;
    QHash<core::TaskId, TurnView *> m_turns;
    QSet<core::TaskId> m_done; // turns whose answer has not arrived as a message yet
    Card *m_card = nullptr;
    Transcript *m_transcript = nullptr;
    Label *m_nothing = nullptr;
    Button *m_takeOver = nullptr;
    Button *m_handBack = nullptr;
    Button *m_end = nullptr;
    Notice *m_ending = nullptr;
    Notice *m_failure = nullptr;
    Composer *m_composer = nullptr;
};

} // namespace ui
