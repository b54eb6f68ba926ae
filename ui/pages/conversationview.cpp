// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/conversationview.h"

#include "core/base/visibletext.h"
#include "ui/pages/composer.h"
#include "ui/pages/transcript.h"
#include "ui/pages/turnview.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/notice.h"

#include <QComboBox>
#include <QVBoxLayout>

namespace ui {

using namespace Qt::Literals::StringLiterals;

ConversationView::ConversationView(Backend &backend, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
    , m_theme(theme)
{
    build();
    connect(m_transcript, &Transcript::earlierRequested, this, &ConversationView::earlierRequested);
    connect(m_composer, &Composer::sendRequested, this, &ConversationView::sendRequested);
    connect(m_agents, &QComboBox::currentIndexChanged, this, &ConversationView::showWhom);
    showWhom();
}

void ConversationView::build()
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_card = new Card(m_theme, tr("New conversation"));
    outer->addWidget(m_card);
    m_agents = new QComboBox;
    m_agents->setAccessibleName(tr("Agent"));
    m_agents->setMinimumWidth(160);
    m_agents->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_card->setRight(m_agents);
    m_empty = new EmptyState(
        m_theme, tr("Talk to an agent"),
        tr("Choose who shall answer, and write the first message below. Answers appear as they "
           "are written, and what needs your approval is decided here."));
    m_transcript = new Transcript(m_theme);
    m_transcript->setObjectName(u"conversationTranscript"_s);
    m_notice = new Notice(m_theme, Tone::Red);
    m_notice->hide();
    auto *noticeFrame = new QVBoxLayout;
    noticeFrame->setContentsMargins(space::cardPadding - 1, 0, space::cardPadding - 1, 0);
    noticeFrame->addWidget(m_notice);
    m_composer = new Composer;
    m_composer->setObjectName(u"conversationComposer"_s);
    auto *composerFrame = new QVBoxLayout;
    composerFrame->setContentsMargins(space::medium, space::small, space::medium, space::medium);
    composerFrame->addWidget(m_composer);
    m_card->body()->addWidget(m_empty, 1);
    m_card->body()->addWidget(m_transcript, 1);
    m_card->body()->addLayout(noticeFrame);
    m_card->body()->addLayout(composerFrame);
}

void ConversationView::setAgents(const QList<ChatAgent> &agents)
{
    const QString before = m_agents->currentData().toString();
    const QSignalBlocker blocker(m_agents);
    m_agents->clear();
    for (const ChatAgent &agent : agents)
        m_agents->addItem(core::visibleLine(agent.cluster.isEmpty()
                                                ? agent.name
                                                : tr("%1, %2").arg(agent.name, agent.cluster)),
                          agent.id.value);
    m_agents->setCurrentIndex(std::max(0, m_agents->findData(before)));
    showWhom();
}

core::AgentId ConversationView::chosenAgent() const
{
    return {m_agents->currentData().toString()};
}

void ConversationView::showWhom()
{
    m_agents->setVisible(m_new);
    m_empty->setVisible(m_new);
    m_transcript->setVisible(!m_new);
    const QString agent = m_new ? m_agents->currentText().section(u',', 0, 0) : core::visibleLine(m_agent);
    m_composer->setPlaceholderText(agent.isEmpty() ? tr("Write a message") : tr("Write to %1").arg(agent));
    m_composer->setAccessibleName(m_composer->placeholderText());
    m_composer->setToolTip(tr("Enter sends, Shift+Enter begins a new line"));
}

void ConversationView::startNew(const core::AgentId &agent)
{
    m_new = true;
    clearTurns();
    m_notice->hide();
    m_card->setTitle(tr("New conversation"));
    m_card->setSubtitle({});
    const int index = m_agents->findData(agent.value);
    if (!agent.isEmpty() && index >= 0)
        m_agents->setCurrentIndex(index);
    showWhom();
    m_composer->setFocus(Qt::OtherFocusReason);
}

void ConversationView::begin()
{
    m_new = false;
    clearTurns();
    m_notice->hide();
    m_transcript->followNewest();
}

void ConversationView::setConversation(const OpenConversation &opened)
{
    m_agent = opened.agent.name;
    m_card->setTitle(opened.conversation.title);
    const bool busy = !opened.turns.isEmpty() && !core::isFinal(opened.turns.last().task.state);
    const bool waits = !opened.turns.isEmpty() && !opened.turns.last().waiting.isEmpty();
    const bool isDecided = !opened.turns.isEmpty() && opened.turns.last().isDecided;
    m_card->setSubtitle(waits       ? tr("%1 waits for your decision").arg(m_agent)
                        : isDecided ? decisionNotSentText()
                        : busy      ? tr("%1 is answering").arg(m_agent)
                                    : QString());
    m_transcript->setHasEarlier(opened.hasEarlier);
    placeTurns(opened);
    showWhom();
}

void ConversationView::placeTurns(const OpenConversation &opened)
{
    for (qsizetype i = 0; i < opened.turns.size(); ++i) {
        const ChatTurn &turn = opened.turns[i];
        TurnView *&view = m_turns[turn.task.id];
        if (!view) {
            view = new TurnView(m_backend, m_theme);
            m_transcript->place(static_cast<int>(i), view);
            connect(view, &TurnView::decided, this, &ConversationView::decided);
            connect(view, &TurnView::retryRequested, this, &ConversationView::retryRequested);
            connect(view, &TurnView::approvalRequested, this, &ConversationView::approvalRequested);
        }
        view->setTurn(turn, opened.agent.name, opened.now);
    }
}

void ConversationView::showPiece(const OpenConversation &opened, const core::TaskId &task)
{
    TurnView *view = m_turns.value(task);
    if (!view)
        return;
    for (const ChatTurn &turn : opened.turns) {
        if (turn.task.id == task)
            view->setTurn(turn, opened.agent.name, opened.now);
    }
}

void ConversationView::clearTurns()
{
    qDeleteAll(m_turns);
    m_turns.clear();
    m_transcript->setHasEarlier(false);
}

void ConversationView::setSending(bool sending)
{
    m_composer->setReadOnly(sending);
    if (sending)
        m_transcript->followNewest();
}

void ConversationView::setSent()
{
    m_composer->clear();
    m_notice->hide();
}

void ConversationView::endFailure()
{
    m_notice->hide();
}

void ConversationView::fail(const QString &title, const core::Error &error)
{
    m_notice->setTexts(title, error.text);
    m_notice->show();
}

} // namespace ui
