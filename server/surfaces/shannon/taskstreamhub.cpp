// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/taskstreamhub.h"

#include <QScopedValueRollback>

#include <algorithm>
#include <limits>

namespace server::shannon {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int pageOfReplay = 100; // events may be large

// Delivers what the listener wants, and says whether its stream ends with this event.
void give(Listener &listener, const WireEvent &event, const StreamEvent &frame)
{
    if (event.place <= listener.behind)
        return;
    listener.behind = event.place;
    if (listener.types.isEmpty() || listener.types.contains(event.type))
        listener.deliver(event, frame);
}

} // namespace

TaskStreamHub::TaskStreamHub(core::Core &core)
    : m_core(core)
{
    connect(&core.feed(), &core::Feed::announced, this, [this](const QList<core::Event> &events) {
        for (const core::Event &event : events) {
            if (!m_followers.contains(event.task))
                continue;
            for (const WireEvent &wire : toWire(event))
                tell(wire);
        }
    });
    connect(&core.feed(), &core::Feed::told, this, [this](const core::Partial &partial) {
        if (m_followers.contains(partial.task))
            tell(toWire(partial));
    });
}

void TaskStreamHub::tell(const WireEvent &event)
{
    const StreamEvent frame = toStreamEvent(event);
    // A listener may leave while it is told: iterate over a copy.
    const QList<std::shared_ptr<Follower>> followers = m_followers.value(event.task);
    for (const std::shared_ptr<Follower> &follower : followers) {
        if (!follower->owner || follower->isBehind)
            continue;
        if (!follower->listener.hasRoom()) {
            follower->isBehind = true;
            continue;
        }
        give(follower->listener, event, frame);
        if (event.endsStream() && follower->owner)
            follower->listener.end();
    }
}

void TaskStreamHub::follow(const core::TaskId &task, QObject *owner, Listener listener)
{
    auto follower = std::make_shared<Follower>(Follower{.owner = owner, .listener = std::move(listener)});
    m_followers[task].append(follower);
    connect(owner, &QObject::destroyed, this, [this, task, owner] { leave(task, owner); });
    replay(task, follower);
}

void TaskStreamHub::goOn(const core::TaskId &task, const QObject *owner)
{
    const QList<std::shared_ptr<Follower>> followers = m_followers.value(task);
    for (const std::shared_ptr<Follower> &follower : followers) {
        if (follower->owner == owner && follower->isBehind && !follower->isTold &&
            follower->listener.hasRoom())
            replay(task, follower);
    }
}

// As much as the listener has room for; the rest when it has read that.
void TaskStreamHub::replay(const core::TaskId &task, const std::shared_ptr<Follower> &follower)
{
    const QScopedValueRollback<bool> told(follower->isTold, true);
    bool hasEnded = false;
    if (!replayEvents(task, *follower, hasEnded))
        return;
    follower->isBehind = false;
    endReplay(task, *follower, hasEnded);
}

// False when there is more than the listener has room for. Then nothing is remembered but its place.
bool TaskStreamHub::replayEvents(const core::TaskId &task, Follower &follower, bool &hasEnded)
{
    Listener &listener = follower.listener;
    QList<core::Partial> pieces = m_core.feed().partials(task, {.seq = listener.behind.seq});
    const auto giveOne = [&](const WireEvent &event) {
        const bool hasRoom = follower.owner != nullptr && listener.hasRoom();
        if (hasRoom)
            give(listener, event, toStreamEvent(event));
        return hasRoom;
    };
    const auto givePiecesBefore = [&](qint64 seq) {
        while (!pieces.isEmpty() && pieces.first().after < seq) {
            if (!giveOne(toWire(pieces.takeFirst())))
                return false;
        }
        return true;
    };
    // The event itself is read again: it may have become more than what was seen of it.
    for (qint64 after = listener.behind.seq - 1;;) {
        const auto events = m_core.feed().events({.task = task, .after = after, .limit = pageOfReplay});
        if (!events) {
            listener.fail();
            return false;
        }
        for (const core::Event &event : *events) {
            after = event.seq;
            hasEnded = event.type == core::EventType::TaskEnded;
            if (hasEnded)
                continue; // an end in the middle is that of an earlier run of a task that was started again
            if (!givePiecesBefore(event.seq))
                return false;
            for (const WireEvent &wire : toWire(event)) {
                if (!giveOne(wire))
                    return false;
            }
        }
        if (events->size() < pageOfReplay)
            break;
    }
    return givePiecesBefore(std::numeric_limits<qint64>::max());
}

// The last event of a task ends its stream; so does coming back when that was already seen.
void TaskStreamHub::endReplay(const core::TaskId &task, Follower &follower, bool hasEnded)
{
    const auto newest = m_core.feed().events({.task = task, .limit = 1, .newestFirst = true});
    if (!newest)
        return follower.listener.fail();
    if (newest->isEmpty() || newest->first().type != core::EventType::TaskEnded)
        return;
    if (hasEnded) {
        for (const WireEvent &end : toWire(newest->first()))
            give(follower.listener, end, toStreamEvent(end));
    }
    if (follower.owner)
        follower.listener.end();
}

bool TaskStreamHub::isOver(const core::TaskId &task, core::StreamPlace behind, const QSet<QString> &types)
{
    const auto newest = m_core.feed().events({.task = task, .limit = 1, .newestFirst = true});
    if (behind == core::StreamPlace{} || !newest || newest->isEmpty() ||
        newest->first().type != core::EventType::TaskEnded)
        return false;
    const auto isMore = [&](const WireEvent &event) {
        return event.place > behind && (types.isEmpty() || types.contains(event.type));
    };
    const QList<core::Partial> pieces = m_core.feed().partials(task, {.seq = behind.seq});
    if (std::ranges::any_of(pieces, [&](const core::Partial &piece) { return isMore(toWire(piece)); }))
        return false;
    for (qint64 after = behind.seq - 1;;) {
        const auto events = m_core.feed().events({.task = task, .after = after, .limit = pageOfReplay});
        if (!events)
            return false;
        for (const core::Event &event : *events) {
            after = event.seq;
            const bool endsEarlierRun =
                event.type == core::EventType::TaskEnded && event.seq != newest->first().seq;
            if (!endsEarlierRun && std::ranges::any_of(toWire(event), isMore))
                return false;
        }
        if (events->size() < pageOfReplay)
            return true;
    }
}

void TaskStreamHub::leave(const core::TaskId &task, const QObject *owner)
{
    const auto followers = m_followers.find(task);
    if (followers == m_followers.end())
        return;
    for (const auto &follower : *followers) {
        if (follower->owner == owner)
            follower->owner = nullptr;
    }
    followers->removeIf([](const auto &follower) { return !follower->owner; });
    if (followers->isEmpty())
        m_followers.erase(followers);
}

} // namespace server::shannon
