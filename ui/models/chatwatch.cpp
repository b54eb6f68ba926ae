// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/chatwatch.h"

#include "ui/models/decisions.h"

#include <algorithm>

namespace ui {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int turnsAtOnce = 30;

bool changesList(const core::Event &event)
{
    switch (event.type) {
    case core::EventType::TaskSubmitted:
    case core::EventType::TaskEnded:
    case core::EventType::ApprovalRequested:
    case core::EventType::ApprovalDecided:
    case core::EventType::ConversationStarted:
    case core::EventType::ConversationChanged:
    case core::EventType::ClusterDeployed:
    case core::EventType::ClusterChanged:
    case core::EventType::ClusterDeleted:
    case core::EventType::RoomOpened:
    case core::EventType::RoomChanged:
    case core::EventType::RoomEnded:
    case core::EventType::RoomRemoved:
    case core::EventType::RoomMessageSent:
    case core::EventType::RoomMessageEdited:
    case core::EventType::RoomMessageDeleted:
        return true;
    default:
        return false;
    }
}

} // namespace

ChatWatch::ChatWatch(Backend &backend, QObject *parent)
    : QObject(parent)
    , m_backend(backend)
{
    m_later.setSingleShot(true);
    m_later.setInterval(100ms);
    connect(&m_later, &QTimer::timeout, this, &ChatWatch::readList);
    m_again.setSingleShot(true);
    m_again.setInterval(1s);
    connect(&m_again, &QTimer::timeout, this, &ChatWatch::reload);
    connect(&backend, &Backend::announced, this, &ChatWatch::hear);
    connect(&backend, &Backend::told, this, &ChatWatch::hearPieces);
    connect(&backend.decisions(), &Decisions::changed, this, [this] {
        readOpen();
        if (m_following && !m_later.isActive())
            m_later.start();
    });
}

void ChatWatch::follow(bool on)
{
    m_following = on;
    if (on)
        reload();
}

void ChatWatch::reload()
{
    readList();
    readOpen();
}

void ChatWatch::open(const core::ConversationId &id)
{
    if (id == m_open)
        return;
    m_open = id;
    m_opened = {};
    m_heard.clear();
    m_turns = turnsAtOnce;
    readOpen();
}

void ChatWatch::showEarlier()
{
    m_turns += turnsAtOnce;
    readOpen();
}

bool ChatWatch::isShown(const core::TaskId &task) const
{
    return std::any_of(m_opened.turns.begin(), m_opened.turns.end(),
                       [&task](const ChatTurn &turn) { return turn.task.id == task; });
}

void ChatWatch::hear(const QList<core::Event> &events)
{
    if (!m_following)
        return;
    bool list = false;
    bool open = false;
    for (const core::Event &event : events) {
        list = list || changesList(event);
        open = open || event.type == core::EventType::TaskSubmitted || isShown(event.task);
    }
    if (list && !m_later.isActive())
        m_later.start();
    if (open)
        readOpen();
}

void ChatWatch::hearPieces(const QList<core::Partial> &pieces)
{
    core::TaskId last;
    for (const core::Partial &piece : pieces) {
        if (!isShown(piece.task))
            continue;
        add(piece);
        if (!last.isEmpty() && last != piece.task)
            emit pieceAdded(last);
        last = piece.task;
    }
    if (!last.isEmpty())
        emit pieceAdded(last);
}

// A reading has the pieces up to its moment, and the same ones may still be on their way: each has a place.
void ChatWatch::add(const core::Partial &piece)
{
    Heard &heard = m_heard[piece.task];
    const core::StreamPlace place{piece.after, piece.index};
    if (place <= heard.place)
        return;
    if (heard.step != piece.step)
        heard = {.step = piece.step, .firstAt = piece.at};
    heard.place = place;
    heard.text += piece.text;
    for (ChatTurn &turn : m_opened.turns) {
        if (turn.task.id == piece.task)
            turn.partial = heard.text;
    }
}

void ChatWatch::readList()
{
    m_backend.call(
        this,
        [principal = m_backend.principal(), held = m_backend.decisions().heldIds()](core::Core &core) {
            return readChatList(core, principal, held);
        },
        [this](const core::Result<ChatList> &list) {
            if (!list) {
                fail(list.error());
                return;
            }
            m_lines = list->lines;
            m_agents = list->agents;
            emit listChanged();
        });
}

void ChatWatch::readOpen()
{
    if (m_open.isEmpty())
        return;
    if (m_readingOpen) {
        m_againOpen = true;
        return;
    }
    m_readingOpen = true;
    m_backend.call(
        this,
        [id = m_open, turns = m_turns, principal = m_backend.principal()](core::Core &core) {
            return readConversation(core, id, turns, principal);
        },
        [this, id = m_open](const core::Result<OpenReading> &reading) {
            m_readingOpen = false;
            if (id == m_open && reading)
                take(reading->opened, reading->pieces);
            else if (id == m_open)
                fail(reading.error());
            if (std::exchange(m_againOpen, false) || id != m_open)
                readOpen();
        });
}

void ChatWatch::fail(const core::Error &error)
{
    if (error.code != core::ErrorCode::NotFound)
        m_again.start();
    emit failed(error);
}

void ChatWatch::take(const OpenConversation &opened, const QList<core::Partial> &pieces)
{
    m_opened = opened;
    for (const core::Partial &piece : pieces)
        add(piece);
    for (ChatTurn &turn : m_opened.turns) {
        const auto heard = m_heard.constFind(turn.task.id);
        if (heard == m_heard.constEnd())
            continue;
        const bool underWay = std::any_of(turn.steps.begin(), turn.steps.end(), [&](const core::Step &step) {
            return step.id == heard->step && step.state == core::StepState::Running;
        });
        turn.partial = underWay ? heard->text : QString();
    }
    measure();
    leaveOutHeld();
    emit openChanged();
}

// What a person has decided and may still undo waits for nobody.
void ChatWatch::leaveOutHeld()
{
    for (ChatTurn &turn : m_opened.turns) {
        const qsizetype held = turn.waiting.removeIf(
            [this](const core::Approval &approval) { return m_backend.decisions().isHeld(approval.id); });
        turn.isDecided = held > 0 && turn.waiting.isEmpty();
    }
}

// How long the newest answer that was heard took to begin, and how fast it was written.
void ChatWatch::measure()
{
    for (auto turn = m_opened.turns.rbegin(); turn != m_opened.turns.rend(); ++turn) {
        const auto heard = m_heard.constFind(turn->task.id);
        if (heard == m_heard.constEnd())
            continue;
        for (const core::Step &step : std::as_const(turn->steps)) {
            if (step.id != heard->step || !core::isSet(step.startedAt))
                continue;
            m_opened.firstToken = heard->firstAt - step.startedAt;
            const auto written = step.finishedAt - heard->firstAt;
            const qint64 tokens = step.output.value("output_tokens"_L1).toInteger();
            if (core::isSet(step.finishedAt) && written > 0ms && tokens > 0)
                m_opened.tokensPerSecond =
                    static_cast<double>(tokens) * 1000 / static_cast<double>(written.count());
        }
        return;
    }
}

} // namespace ui
