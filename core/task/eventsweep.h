// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/alarm.h"
#include "core/journal/journal.h"

namespace core {

// Forgets what happened in tasks that ended long ago, once a day and a few events at a time: the tasks, their
// steps and answers stay, and so does the event of their end, with which a stream that is followed again
// ends. What has not ended is never touched. Owned by the core; backend thread. What cannot be written is
// tried again.
class EventSweep final : public QObject
{
    Q_OBJECT

public:
    // 0: nothing is ever forgotten.
    EventSweep(Database &database, Journal &journal, Clock &clock, milliseconds keptFor);

    void start();

private:
    void goOn();
    Result<bool> sweep(Transaction &transaction);

    Database &m_database;
    Journal &m_journal;
    Clock &m_clock;
    milliseconds m_keptFor;
    Timestamp m_begunAt;
    Alarm m_alarm;
    bool m_isStarted = false;
    qint64 m_place = 0; // the events up to here were looked at
};

} // namespace core
