// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/models/chatreading.h"

#include <QTimer>

namespace ui {

// Follows the conversations and the rooms, and all of the conversation that is open: its turns, and its
// answers while they are written. Owned by a page; UI thread. Announces listChanged(), openChanged(),
// pieceAdded() for one more piece of an answer, and failed(). Out of view it reads nothing until it is
// followed again.
class ChatWatch final : public QObject
{
    Q_OBJECT

public:
    explicit ChatWatch(Backend &backend, QObject *parent = nullptr);

    void follow(bool on);
    const QList<ConversationLine> &conversations() const { return m_lines; }
    const QList<ChatAgent> &agents() const { return m_agents; }

    void open(const core::ConversationId &id);
    const core::ConversationId &openId() const { return m_open; }
    const OpenConversation &opened() const { return m_opened; }
    void showEarlier();
    void reload();

signals:
    void listChanged();
    void openChanged();
    void pieceAdded(const core::TaskId &task);
    void failed(const core::Error &error);

private:
    struct Heard
    {
        core::StepId step = {};
        QString text = {};
        core::Timestamp firstAt = {};
        core::StreamPlace place = {};
    };

    void hear(const QList<core::Event> &events);
    void hearPieces(const QList<core::Partial> &pieces);
    void add(const core::Partial &piece);
    void readList();
    void readOpen();
    void fail(const core::Error &error);
    void take(const OpenConversation &opened, const QList<core::Partial> &pieces);
    void measure();
    void leaveOutHeld();
    bool isShown(const core::TaskId &task) const;

    Backend &m_backend;
    QTimer m_later; // many announcements are one reading of the list
    QTimer m_again; // what could not be read is read again
    QList<ConversationLine> m_lines;
    QList<ChatAgent> m_agents;
    core::ConversationId m_open;
    OpenConversation m_opened;
    QHash<core::TaskId, Heard> m_heard;
    int m_turns = 30;
    bool m_following = false;
    bool m_readingOpen = false;
    bool m_againOpen = false;
};

} // namespace ui
