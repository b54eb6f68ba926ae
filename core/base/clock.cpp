// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

namespace core {

QString toText(Timestamp time)
{
    if (!isSet(time))
        return {};
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    QString text(24, u'0');
    QChar *out = text.data();
    const auto put = [&out](int value, int digits, char16_t after) {
        for (int i = digits - 1; i >= 0; --i, value /= 10)
            out[i] = QChar(u'0' + value % 10);
        out += digits;
        *out++ = after;
    };
    put(int(date.year()), 4, u'-');
    put(static_cast<int>(unsigned(date.month())), 2, u'-');
    put(static_cast<int>(unsigned(date.day())), 2, u'T');
    put(static_cast<int>(clock.hours().count()), 2, u':');
    put(static_cast<int>(clock.minutes().count()), 2, u':');
    put(static_cast<int>(clock.seconds().count()), 2, u'.');
    put(static_cast<int>(clock.subseconds().count()), 3, u'Z');
    return text;
}

Timestamp Clock::now() const
{
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

void FakeClock::advance(milliseconds by)
{
    m_now += by;
    emit moved();
}

} // namespace core
