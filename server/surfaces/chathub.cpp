// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/chathub.h"

#include <QScopedValueRollback>
#include <QSet>

#include <algorithm>
#include <limits>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int pageOfEvents = 100; // they may be large

core::StreamPlace placeOf(const core::Partial &piece)
{
    return {.seq = piece.after, .index = piece.index};
}

} // namespace

ChatHub::ChatHub(core::Core &core)
    : m_core(core)
{
    connect(&core.feed(), &core::Feed::announced, this, &ChatHub::hear);
    connect(&core.feed(), &core::Feed::told, this, [this](const core::Partial &piece) {
        // Listeners may leave while they are told.
        const QList<quint64> numbers = m_ofTask.value(piece.task);
        for (const quint64 number : numbers) {
            const auto follower = m_followers.value(number);
            if (!follower || !follower->listener.told || follower->hasGap)
                continue;
            if (hasRoomNow(*follower))
                give(*follower, piece);
            else if (!follower->missed)
                follower->missed = placeOf(piece);
        }
    });
}

// Those who wait may be children, and take their leave as they go.
ChatHub::~ChatHub()
{
    const QObjectList waiting = children();
    qDeleteAll(waiting);
}

quint64 ChatHub::follow(const core::TaskId &task, ChatListener listener)
{
    const quint64 number = ++m_last;
    const qint64 now = m_core.journal().committedSeq();
    const QList<core::Partial> pieces = m_core.feed().partials(task, {.seq = now});
    m_followers.insert(
        number, std::make_shared<Follower>(
                    Follower{.task = task,
                             .listener = std::move(listener),
                             .place = {.seq = now, .index = pieces.isEmpty() ? 0 : pieces.last().index}}));
    m_ofTask[task].append(number);
    return number;
}

void ChatHub::leave(quint64 number)
{
    const auto follower = m_followers.take(number);
    if (!follower)
        return;
    follower->isGone = true;
    const auto others = m_ofTask.find(follower->task);
    if (others == m_ofTask.end())
        return;
    others->removeOne(number);
    if (others->isEmpty())
        m_ofTask.erase(others);
}

// Who has none falls behind, and is told the rest by goOn().
bool ChatHub::hasRoomNow(Follower &follower) const
{
    if (!follower.isBehind && follower.listener.hasRoom && !follower.listener.hasRoom())
        follower.isBehind = true;
    return !follower.isBehind;
}

void ChatHub::give(Follower &follower, const core::Partial &piece)
{
    follower.place = placeOf(piece);
    follower.said[piece.step] += piece.text.size();
    follower.listener.told(piece);
}

void ChatHub::give(Follower &follower, const core::Event &event)
{
    follower.place = {.seq = event.seq};
    if (event.type == core::EventType::StepStarted || event.type == core::EventType::StepFinished)
        follower.said.remove({event.subject});
    if (follower.listener.heard)
        follower.listener.heard(event);
}

void ChatHub::hear(const QList<core::Event> &events)
{
    QSet<core::TaskId> touched;
    for (const core::Event &event : events) {
        const QList<quint64> numbers = m_ofTask.value(event.task);
        if (numbers.isEmpty())
            continue;
        touched.insert(event.task);
        for (const quint64 number : numbers) {
            const auto follower = m_followers.value(number);
            if (follower && hasRoomNow(*follower) && fillGap(*follower, event))
                give(*follower, event);
        }
    }
    for (const core::TaskId &task : std::as_const(touched))
        look(task);
}

// Any of its events can be the one after which a task only waits for a person, so its row is asked.
void ChatHub::look(const core::TaskId &id)
{
    const auto task = m_core.tasks().find(id, core::localOperator());
    if (!task || (task->state != core::TaskState::Waiting && !core::isFinal(task->state)))
        return;
    const QList<quint64> numbers = m_ofTask.value(id);
    for (const quint64 number : numbers) {
        const auto follower = m_followers.value(number);
        if (follower && hasRoomNow(*follower))
            rest(number, *task);
    }
}

void ChatHub::rest(quint64 number, const core::Task &task)
{
    const auto follower = m_followers.value(number);
    const Interest interest = follower->listener.rested(task);
    if (interest == Interest::Later)
        follower->isBehind = true;
    else if (interest == Interest::NoMore || core::isFinal(task.state))
        leave(number);
}

void ChatHub::goOn(quint64 number)
{
    const auto follower = m_followers.value(number);
    if (!follower || !follower->isBehind || follower->isTold || !follower->listener.hasRoom())
        return;
    const QScopedValueRollback<bool> told(follower->isTold, true);
    if (!replay(*follower) || follower->isGone || !follower->listener.hasRoom())
        return;
    follower->isBehind = false;
    const auto task = m_core.tasks().find(follower->task, core::localOperator());
    if (task && (task->state == core::TaskState::Waiting || core::isFinal(task->state)))
        rest(number, *task);
}

// As much as the listener has room for; false when there is more than that.
bool ChatHub::replay(Follower &follower)
{
    QList<core::Partial> pieces = m_core.feed().partials(follower.task, follower.place);
    if (follower.missed && (pieces.isEmpty() || placeOf(pieces.first()) > *follower.missed))
        follower.hasGap = true;
    for (;;) {
        const auto events =
            m_core.feed().events({.task = follower.task, .after = follower.place.seq, .limit = pageOfEvents});
        if (!events) {
            if (follower.listener.fail)
                follower.listener.fail();
            return false;
        }
        for (const core::Event &event : *events) {
            if (!replayPieces(follower, pieces, event.seq) || !fillGap(follower, event))
                return false;
            give(follower, event);
            if (follower.isGone)
                return false;
        }
        if (events->size() < pageOfEvents)
            break;
    }
    return replayPieces(follower, pieces, std::numeric_limits<qint64>::max());
}

// Those in front of an event. The place of the next one is remembered: it may be gone when its turn comes.
bool ChatHub::replayPieces(Follower &follower, QList<core::Partial> &pieces, qint64 before)
{
    while (!pieces.isEmpty() && pieces.first().after < before) {
        if (follower.hasGap || !follower.listener.told) {
            pieces.removeFirst();
            continue;
        }
        if (follower.isGone || !follower.listener.hasRoom()) {
            follower.missed = placeOf(pieces.first());
            return false;
        }
        give(follower, pieces.takeFirst());
        follower.missed = {};
    }
    return !follower.isGone && follower.listener.hasRoom();
}

// What was not told of a text whose pieces are gone.
bool ChatHub::fillGap(Follower &follower, const core::Event &finished)
{
    if (!follower.hasGap || finished.type != core::EventType::StepFinished || !follower.listener.told)
        return true;
    const auto steps = m_core.tasks().steps(follower.task, core::localOperator());
    if (!steps)
        return true; // the whole answer follows
    const auto step = std::ranges::find(*steps, core::StepId{finished.subject}, &core::Step::id);
    if (step == steps->end() || step->kind != core::StepKind::Model)
        return true;
    const QString text = step->output.value("text"_L1).toString();
    const qsizetype said = follower.said.value(step->id);
    if (text.size() <= said)
        return true;
    follower.said[step->id] = text.size();
    follower.listener.told({.task = follower.task, .step = step->id, .text = text.sliced(said)});
    return !follower.isGone && (follower.isTold ? follower.listener.hasRoom() : hasRoomNow(follower));
}

} // namespace server
