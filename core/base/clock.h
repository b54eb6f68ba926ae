// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <chrono>

namespace core {

// Wall-clock time in milliseconds of UTC. The zero value means "not set". Stored as an integer.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;
using std::chrono::milliseconds;

inline qint64 toStored(Timestamp time)
{
    return time.time_since_epoch().count();
}
inline Timestamp fromStored(qint64 value)
{
    return Timestamp{milliseconds{value}};
}
inline bool isSet(Timestamp time)
{
    return time != Timestamp{};
}

// RFC 3339 in UTC with milliseconds, "2026-01-30T16:15:08.123Z"; empty when not set.
QString toText(Timestamp time);

// Where every class gets its time from, so that a test can move it. Owned by whoever builds the core;
// lives in the backend thread.
class Clock : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual Timestamp now() const;

signals:
    // The time was moved by hand (tests). An Alarm looks again.
    void moved();
};

// A clock that stands still until a test moves it.
class FakeClock final : public Clock
{
    Q_OBJECT

public:
    explicit FakeClock(Timestamp start = fromStored(1'767'225'600'000))
        : m_now(start)
    {
    }
    Timestamp now() const override { return m_now; }
    void advance(milliseconds by);

private:
    Timestamp m_now;
};

} // namespace core
