// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/roomwatch.h"
#include "ui/shell/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace ui {

class Card;
class JsonView;
class Label;

// What is known of the conversation or the room in view, at the right of it. Only what was measured stands
// there.
class ConversationFacts final : public QWidget
{
    Q_OBJECT

public:
    explicit ConversationFacts(const Theme &theme, QWidget *parent = nullptr);

    void setConversation(const OpenConversation &opened);
    void setRoom(const OpenRoom &opened);

private:
    struct Fact
    {
        QWidget *row = nullptr;
        Label *value = nullptr;
    };
    Fact addFact(const QString &name, QVBoxLayout &column);
    static void show(const Fact &fact, const QString &value);
    void hideAll();

    const Theme &m_theme;
    Fact m_agent;
    Fact m_cluster;
    Fact m_model;
    Fact m_turns;
    Fact m_tokens;
    Fact m_firstToken;
    Fact m_speed;
    Fact m_kind;
    Fact m_people;
    Fact m_messages;
    Fact m_opened;
    QList<Fact> m_all;
    Card *m_card = nullptr;
    Card *m_contextCard = nullptr;
    JsonView *m_context = nullptr;
};

} // namespace ui
