// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/roomview.h"

#include "core/base/text.h"
#include "core/base/visibletext.h"
#include "ui/models/timetext.h"
#include "ui/pages/bubble.h"
#include "ui/pages/composer.h"
#include "ui/pages/transcript.h"
#include "ui/pages/turnview.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice.h"

#include <QHBoxLayout>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int sidePadding = space::cardPadding - 1;

bool isSpoken(const core::RoomMessage &message)
{
    return message.kind == core::RoomMessageKind::User || message.kind == core::RoomMessageKind::Assistant;
}

QString textOf(const core::RoomMessage &message)
{
    if (message.attachments.isEmpty())
        return message.content;
    return RoomView::tr("%1\nAttached: %2").arg(message.content, message.attachments.join(u", "_s));
}

} // namespace

RoomView::RoomView(Backend &backend, const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
    , m_theme(theme)
{
    m_card = new Card(theme, QString());
    m_card->setRight(buildActions(keys));
    m_nothing = new Label(theme, tr("Nobody has written yet."), Type::Text, Ink::Muted);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_transcript = new Transcript(theme);
    buildEnding();
    m_failure = new Notice(theme, Tone::Red);
    m_failure->hide();
    m_composer = new Composer;
    auto *notices = new QVBoxLayout;
    notices->setContentsMargins(sidePadding, 0, sidePadding, 0);
    notices->addWidget(m_ending);
    notices->addWidget(m_failure);
    auto *composerFrame = new QVBoxLayout;
    composerFrame->setContentsMargins(space::medium, space::small, space::medium, space::medium);
    composerFrame->addWidget(m_composer);
    m_card->body()->addWidget(m_nothing, 1);
    m_card->body()->addWidget(m_transcript, 1);
    m_card->body()->addLayout(notices);
    m_card->body()->addLayout(composerFrame);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_card);
    connect(m_composer, &Composer::sendRequested, this, &RoomView::send);
    connect(m_transcript, &Transcript::earlierRequested, this, &RoomView::earlierRequested);
}

QWidget *RoomView::buildActions(KeyScope &keys)
{
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::small);
    m_takeOver = actionButton(m_theme, ActionId::TakeOver);
    m_handBack = actionButton(m_theme, ActionId::HandBack);
    m_end = new Button(m_theme, tr("End"), ButtonKind::Reject);
    m_end->setAccessibleName(tr("End this chat"));
    m_takeOver->setToolTip(tr("The agent stops answering, and you write"));
    m_handBack->setToolTip(tr("An agent answers what people write"));
    for (Button *button : {m_takeOver, m_handBack, m_end})
        row->addWidget(button);
    keys.bind(ActionId::TakeOver, m_takeOver);
    keys.bind(ActionId::HandBack, m_handBack);
    connect(m_takeOver, &Button::clicked, this, [this] { setAssistance(core::Assistance::Off); });
    connect(m_handBack, &Button::clicked, this, [this] { setAssistance(core::Assistance::On); });
    connect(m_end, &Button::clicked, this, [this] { m_ending->show(); });
    return bar;
}

// An end cannot be taken back, so it is asked for twice.
void RoomView::buildEnding()
{
    m_ending = new Notice(m_theme, Tone::Amber);
    m_ending->setTexts(tr("End this chat?"),
                       tr("Everybody in it is told and disconnected. It can still be read, but not go on."));
    auto *yes = m_ending->addButton(new Button(m_theme, tr("End the chat"), ButtonKind::Reject));
    auto *no = m_ending->addButton(new Button(m_theme, tr("Keep it open")));
    m_ending->hide();
    connect(yes, &Button::clicked, this, &RoomView::end);
    connect(no, &Button::clicked, m_ending, &QWidget::hide);
}

void RoomView::begin()
{
    qDeleteAll(m_messages);
    m_messages.clear();
    m_edited.clear();
    qDeleteAll(m_turns);
    m_turns.clear();
    m_done.clear();
    m_room = {};
    m_ending->hide();
    m_failure->hide();
    m_composer->clear();
    m_transcript->setHasEarlier(false);
    m_transcript->followNewest();
    m_card->setTitle({});
    m_card->setSubtitle({});
}

void RoomView::setRoom(const OpenRoom &room)
{
    m_room = room;
    placeMessages();
    dropAnswered();
    m_transcript->setHasEarlier(room.hasEarlier);
    showState();
}

void RoomView::showState()
{
    const core::Room &room = m_room.room;
    const bool ended = room.state == core::RoomState::Ended;
    const bool agent = room.assistance == core::Assistance::On;
    m_card->setTitle(core::shortened(room.title, 48));
    m_card->setSubtitle(ended   ? tr("ended")
                        : agent ? tr("%1 answers").arg(m_room.agent.name)
                                : tr("people answer"));
    m_takeOver->setVisible(!ended && agent);
    m_handBack->setVisible(!ended && !agent);
    m_end->setVisible(!ended);
    m_composer->setVisible(!ended);
    if (ended)
        m_ending->hide();
    m_composer->setPlaceholderText(tr("Write as %1").arg(core::visibleLine(m_backend.principal().name)));
    m_composer->setAccessibleName(m_composer->placeholderText());
    m_composer->setToolTip(tr("Enter sends, Shift+Enter begins a new line"));
    const bool nothing = m_messages.isEmpty() && m_turns.isEmpty();
    m_nothing->setVisible(nothing);
    m_transcript->setVisible(!nothing);
}

QString RoomView::headingOf(const core::RoomMessage &message) const
{
    QString who = message.user;
    if (message.user == core::assistantUser)
        who = m_room.agent.name;
    else if (message.user == m_backend.principal().user)
        who = tr("You");
    const QString heading = tr("%1, %2").arg(who, momentText(message.createdAt, m_room.now));
    return core::isSet(message.editedAt) ? tr("%1, edited").arg(heading) : heading;
}

QWidget *RoomView::viewOf(const core::RoomMessage &message)
{
    if (isSpoken(message)) {
        const bool ours = message.kind == core::RoomMessageKind::Assistant;
        auto *bubble = new Bubble(m_theme, ours ? Speaker::Agent : Speaker::Person, headingOf(message));
        bubble->setText(textOf(message));
        return bubble;
    }
    const bool failed = message.kind == core::RoomMessageKind::Error;
    auto *line = new Label(m_theme, textOf(message), Type::Secondary, failed ? Ink::Red : Ink::Muted);
    line->setOverflow(Overflow::Wrap);
    line->setAlignment(Qt::AlignCenter);
    return line;
}

// Only what is new or changed is built; what was deleted goes.
void RoomView::placeMessages()
{
    QSet<core::RoomMessageId> here;
    for (qsizetype i = 0; i < m_room.messages.size(); ++i) {
        const core::RoomMessage &message = m_room.messages[i];
        here.insert(message.id);
        QWidget *&view = m_messages[message.id];
        if (view && m_edited.value(message.id) == message.editedAt)
            continue;
        delete view;
        view = viewOf(message);
        m_edited.insert(message.id, message.editedAt);
        m_transcript->place(static_cast<int>(i), view);
    }
    for (auto it = m_messages.begin(); it != m_messages.end();) {
        if (here.contains(it.key())) {
            ++it;
            continue;
        }
        delete it.value();
        m_edited.remove(it.key());
        it = m_messages.erase(it);
    }
}

// The answer of a turn stands there until it has come as a message.
void RoomView::dropAnswered()
{
    QSet<core::TaskId> answered;
    for (const core::RoomMessage &message : std::as_const(m_room.messages))
        answered.insert({message.metadata.value(u"task_id"_s).toString()});
    for (auto it = m_turns.begin(); it != m_turns.end();) {
        if (!m_done.contains(it.key()) || !answered.contains(it.key())) {
            ++it;
            continue;
        }
        m_done.remove(it.key());
        delete it.value();
        it = m_turns.erase(it);
    }
}

void RoomView::setTurns(const OpenConversation &conversation)
{
    for (const ChatTurn &turn : conversation.turns) {
        const bool final = core::isFinal(turn.task.state);
        TurnView *view = m_turns.value(turn.task.id);
        if (!view && final)
            continue;
        if (final && turn.task.state != core::TaskState::Completed) {
            delete m_turns.take(turn.task.id); // the room says so itself
            continue;
        }
        if (!view) {
            view = new TurnView(m_backend, m_theme, Question::Hidden);
            m_turns.insert(turn.task.id, view);
            m_transcript->place(static_cast<int>(m_messages.size() + m_turns.size()) - 1, view);
            connect(view, &TurnView::decided, this, &RoomView::decided);
            connect(view, &TurnView::approvalRequested, this, &RoomView::approvalRequested);
            connect(view, &TurnView::retryRequested, this, &RoomView::retryRequested);
        }
        if (final)
            m_done.insert(turn.task.id);
        view->setTurn(turn, conversation.agent.name, conversation.now);
    }
    dropAnswered();
    showState();
}

void RoomView::send(const QString &text)
{
    m_composer->setReadOnly(true);
    m_transcript->followNewest();
    m_backend.call(
        this,
        [id = m_room.room.id, text,
         principal = m_backend.principal()](core::Core &core) -> core::Result<core::RoomMessage> {
            TRY(core.rooms().join(id, principal.user, principal));
            return core.rooms().post(
                id, {.user = principal.user, .content = text, .kind = core::RoomMessageKind::Assistant},
                principal);
        },
        [this](const core::Result<core::RoomMessage> &message) {
            m_composer->setReadOnly(false);
            if (!message)
                return fail(tr("The message was not sent"), message.error());
            m_composer->clear();
            m_failure->hide();
            emit changed();
        });
}

void RoomView::setAssistance(core::Assistance assistance)
{
    m_backend.call(
        this,
        [id = m_room.room.id, assistance, principal = m_backend.principal()](core::Core &core) {
            return core.rooms().setAssistance(id, assistance, {}, principal);
        },
        [this](const core::Result<core::Room> &room) {
            if (!room)
                return fail(tr("Who answers was not changed"), room.error());
            m_failure->hide();
            m_composer->setFocus();
            emit changed();
        });
}

void RoomView::end()
{
    m_ending->hide();
    m_backend.call(
        this,
        [id = m_room.room.id, principal = m_backend.principal()](core::Core &core) {
            return core.rooms().end(id, principal);
        },
        [this](const core::Result<core::Room> &room) {
            if (!room)
                return fail(tr("The chat was not ended"), room.error());
            emit changed();
        });
}

void RoomView::endFailure()
{
    m_failure->hide();
}

void RoomView::fail(const QString &title, const core::Error &error)
{
    m_failure->setTexts(title, error.text);
    m_failure->show();
}

} // namespace ui
