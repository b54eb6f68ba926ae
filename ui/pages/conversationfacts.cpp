// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/conversationfacts.h"

#include "ui/models/timetext.h"
#include "ui/widgets/card.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QLocale>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QString kindText(core::RoomKind kind)
{
    switch (kind) {
    case core::RoomKind::Individual:
        return ConversationFacts::tr("individual");
    case core::RoomKind::Group:
        return ConversationFacts::tr("group");
    case core::RoomKind::Support:
        return ConversationFacts::tr("support");
    case core::RoomKind::Consultation:
        return ConversationFacts::tr("consultation");
    }
    return {};
}

} // namespace

ConversationFacts::ConversationFacts(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    m_card = new Card(theme, tr("Conversation"));
    m_card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto *facts = new QVBoxLayout;
    facts->setContentsMargins(space::cardPadding - 1, space::tiny, space::cardPadding - 1, space::tiny);
    facts->setSpacing(0);
    m_agent = addFact(tr("Agent"), *facts);
    m_cluster = addFact(tr("Cluster"), *facts);
    m_model = addFact(tr("Model"), *facts);
    m_turns = addFact(tr("Turns"), *facts);
    m_tokens = addFact(tr("Tokens"), *facts);
    m_firstToken = addFact(tr("First token"), *facts);
    m_speed = addFact(tr("Speed"), *facts);
    m_kind = addFact(tr("Kind"), *facts);
    m_people = addFact(tr("In it"), *facts);
    m_messages = addFact(tr("Messages"), *facts);
    m_opened = addFact(tr("Opened"), *facts);
    m_card->body()->addLayout(facts);
    m_contextCard = new Card(theme, tr("Context"));
    m_context = new JsonView(theme);
    m_context->setAccessibleName(tr("Context"));
    m_contextCard->body()->addWidget(m_context, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    column->addWidget(m_card);
    column->addWidget(m_contextCard, 1);
    column->addStretch(0);
}

ConversationFacts::Fact ConversationFacts::addFact(const QString &name, QVBoxLayout &column)
{
    Fact fact{.row = new QWidget, .value = new Label(m_theme, Type::Text)};
    fact.row->setFixedHeight(32);
    fact.value->setOverflow(Overflow::Elide);
    fact.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto *row = new QHBoxLayout(fact.row);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new Label(m_theme, name, Type::Text, Ink::Muted));
    row->addWidget(fact.value, 1);
    column.addWidget(fact.row);
    m_all.append(fact);
    return fact;
}

void ConversationFacts::show(const Fact &fact, const QString &value)
{
    fact.value->setText(value);
    fact.row->setVisible(!value.isEmpty());
}

void ConversationFacts::hideAll()
{
    for (const Fact &fact : std::as_const(m_all))
        show(fact, {});
}

void ConversationFacts::setRoom(const OpenRoom &opened)
{
    const QLocale locale;
    const core::Room &room = opened.room;
    hideAll();
    m_card->setTitle(tr("Chat"));
    if (room.assistance == core::Assistance::On) {
        show(m_agent, opened.agent.name);
        show(m_cluster, opened.agent.cluster);
    }
    show(m_kind, kindText(room.kind));
    show(m_people, room.participants.isEmpty() ? tr("nobody") : room.participants.join(u", "_s));
    show(m_messages, locale.toString(room.messages));
    show(m_opened, momentText(room.createdAt, opened.now));
    m_contextCard->setVisible(!room.context.isEmpty());
    m_context->setValue(room.context);
}

void ConversationFacts::setConversation(const OpenConversation &opened)
{
    const QLocale locale;
    hideAll();
    m_card->setTitle(tr("Conversation"));
    qint64 tokens = 0;
    QString model;
    for (const ChatTurn &turn : opened.turns) {
        tokens += turn.task.usage.totalTokens();
        if (!turn.task.model.isEmpty())
            model = turn.task.model;
    }
    const QString turns = locale.toString(opened.turns.size());
    show(m_agent, opened.agent.name);
    show(m_cluster, opened.agent.cluster);
    show(m_model, model);
    show(m_turns, opened.hasEarlier ? tr("the last %1").arg(turns) : turns);
    show(m_tokens, tokens > 0 ? locale.toString(tokens) : QString());
    show(m_firstToken,
         opened.firstToken
             ? tr("%1 ms").arg(locale.toString(static_cast<qlonglong>(opened.firstToken->count())))
             : QString());
    show(m_speed, opened.tokensPerSecond
                      ? tr("%1 tokens/s").arg(locale.toString(*opened.tokensPerSecond, 'f', 0))
                      : QString());
    m_contextCard->setVisible(!opened.conversation.context.isEmpty());
    m_context->setValue(opened.conversation.context);
}

} // namespace ui
