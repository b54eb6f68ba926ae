// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/livechat/roomexpiry.h"

#include "core/base/log.h"

#include <algorithm>

namespace core {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

// When something that began at `since` is over; not set: never.
Timestamp dueAt(Timestamp since, milliseconds time)
{
    return isSet(since) && time.count() > 0 ? since + time : Timestamp{};
}

// What began then or before is over now.
Timestamp limitOf(Timestamp now, milliseconds time)
{
    return time.count() > 0 ? now - time : fromStored(-1);
}

Principal keeper()
{
    return {.user = QString(systemUser), .name = QString(systemUser), .scopes = allScopes};
}

} // namespace

RoomExpiry::RoomExpiry(Journal &journal, Clock &clock, RoomStore &rooms, RoomMessageStore &messages,
                       RoomChanges &changes, RoomAssistant &assistant, RoomTimes times)
    : m_journal(journal)
    , m_clock(clock)
    , m_rooms(rooms)
    , m_messages(messages)
    , m_changes(changes)
    , m_assistant(assistant)
    , m_times(times)
    , m_alarm(clock)
{
    connect(&m_alarm, &Alarm::rang, this, &RoomExpiry::ring);
    connect(&journal, &Journal::committed, this, &RoomExpiry::hear);
}

Result<void> RoomExpiry::open()
{
    TRY(sweep());
    return setAlarm();
}

// Only what can bring the next moment nearer.
void RoomExpiry::hear(const QList<Event> &events)
{
    const bool nearer = std::ranges::any_of(events, [](const Event &event) {
        return event.type == EventType::RoomOpened || event.type == EventType::RoomLeft ||
               event.type == EventType::RoomEnded || event.payload.contains("expires_at"_L1);
    });
    if (!nearer)
        return;
    if (auto set = setAlarm(); !set) {
        qCWarning(logStore).noquote() << "The next end of a chat is not known:" << set.error().text;
        m_alarm.tryAgain();
    }
}

void RoomExpiry::ring()
{
    const auto swept = sweep();
    m_journal.whenCommitted(this, [this, swept](const Result<void> &committed) {
        const auto done = !swept ? swept : !committed ? committed : setAlarm();
        if (done)
            return;
        qCWarning(logStore).noquote()
            << "Old chats could not be ended:" << done.error().text << done.error().detail;
        m_alarm.set(m_clock.now() + 60s);
    });
}

Result<void> RoomExpiry::setAlarm()
{
    const RoomStore::Oldest oldest = TRY(m_rooms.oldest());
    Timestamp next;
    for (const Timestamp due : {dueAt(oldest.active, m_times.idle), dueAt(oldest.empty, m_times.empty),
                                dueAt(oldest.ended, m_times.retention), TRY(m_messages.nextExpiry())}) {
        if (isSet(due) && (!isSet(next) || due < next))
            next = due;
    }
    m_alarm.set(next);
    return {};
}

Result<void> RoomExpiry::sweep()
{
    const Timestamp now = m_clock.now();
    QList<Room> forsaken = TRY(m_rooms.forsaken(limitOf(now, m_times.idle), limitOf(now, m_times.empty)));
    for (Room &room : forsaken) {
        TRY(m_journal.record([&](Transaction &transaction) -> Result<void> {
            TRY(m_assistant.stop(room, keeper()));
            return m_changes.end(transaction, room, QString(systemUser));
        }));
    }
    const QList<Room> ended = TRY(m_rooms.endedBefore(limitOf(now, m_times.retention)));
    for (const Room &room : ended) {
        TRY(m_journal.record([&](Transaction &transaction) {
            return m_changes.remove(transaction, room, QString(systemUser));
        }));
    }
    return sweepMessages();
}

Result<void> RoomExpiry::sweepMessages()
{
    const QList<RoomMessage> expired = TRY(m_messages.expired(m_clock.now()));
    for (const RoomMessage &message : expired) {
        TRY(m_journal.record([&](Transaction &transaction) -> Result<void> {
            const Room room = TRY(m_rooms.find(message.room));
            return m_changes.clear(transaction, room, message, QString(systemUser));
        }));
    }
    return {};
}

} // namespace core
