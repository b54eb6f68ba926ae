// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/alarm.h"
#include "core/livechat/roomassistant.h"

namespace core {

// How long rooms last. 0 is for ever.
struct RoomTimes
{
    milliseconds idle{3600 * 1000};           // without a word, until a room ends
    milliseconds empty{300 * 1000};           // with nobody in it, until it ends
    milliseconds retention{24 * 3600 * 1000}; // after its end, until it is removed with its messages
};

// Ends rooms that nobody uses, removes those that ended long ago, and deletes messages whose time is over.
// Owned by the core; backend thread. One alarm stands at the next of these, and is set anew when rooms
// change.
class RoomExpiry final : public QObject
{
    Q_OBJECT

public:
    RoomExpiry(Journal &journal, Clock &clock, RoomStore &rooms, RoomMessageStore &messages,
               RoomChanges &changes, RoomAssistant &assistant, RoomTimes times);

    // Does what was due while no process ran.
    Result<void> open();

private:
    void hear(const QList<Event> &events);
    Result<void> sweep();
    Result<void> sweepMessages();
    Result<void> setAlarm();
    void ring();

    Journal &m_journal;
    Clock &m_clock;
    RoomStore &m_rooms;
    RoomMessageStore &m_messages;
    RoomChanges &m_changes;
    RoomAssistant &m_assistant;
    RoomTimes m_times;
    Alarm m_alarm;
};

} // namespace core
