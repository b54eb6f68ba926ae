// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

QString shortened(QStringView text, qsizetype limit)
{
    if (text.size() <= limit)
        return text.toString();
    QStringView kept = text.first(std::max<qsizetype>(0, limit - 1));
    const qsizetype space = kept.lastIndexOf(u' ');
    if (space >= limit / 2)
        kept = kept.first(space);
    if (!kept.isEmpty() && kept.back().isHighSurrogate())
        kept.chop(1);
    return kept.toString() + u'…';
}

bool isIdentifier(QStringView text)
{
    if (text.isEmpty() || text.size() > 128 || text == u"." || text == u"..")
        return false;
    return std::all_of(text.begin(), text.end(), [](QChar c) {
        const char16_t u = c.unicode();
        return (u >= u'0' && u <= u'9') || (u >= u'a' && u <= u'z') || (u >= u'A' && u <= u'Z') ||
               u == u':' || u == u'_' || u == u'-' || u == u'.';
    });
}

namespace {

// In nanoseconds; 0 for what is no unit. Both letters that are written for a millionth count.
qint64 unitOf(QStringView name)
{
    if (name == u"ns")
        return 1;
    if (name == u"us" || name == u"\u00b5s" || name == u"\u03bcs")
        return 1'000;
    if (name == u"ms")
        return 1'000'000;
    if (name == u"s")
        return 1'000'000'000;
    if (name == u"m")
        return 60'000'000'000;
    return name == u"h" ? 3'600'000'000'000 : 0;
}

qsizetype digitsAt(QStringView text)
{
    const auto end = std::find_if(text.begin(), text.end(), [](QChar c) { return c < u'0' || c > u'9'; });
    return end - text.begin();
}

// Takes "1.5h" or ".5s" from the front; nothing when it cannot be read or is too long to be counted.
std::optional<qint64> takeTime(QStringView &text)
{
    const qsizetype whole = digitsAt(text);
    const bool hasPoint = whole < text.size() && text[whole] == u'.';
    const qsizetype part = hasPoint ? digitsAt(text.sliced(whole + 1)) : 0;
    const QStringView number = text.first(whole + (hasPoint ? 1 + part : 0));
    text = text.sliced(number.size());
    const auto end =
        std::find_if(text.begin(), text.end(), [](QChar c) { return c == u'.' || (c >= u'0' && c <= u'9'); });
    const qint64 unit = unitOf(text.first(end - text.begin()));
    text = text.sliced(end - text.begin());
    bool isRead = whole > 0 || part > 0;
    qint64 count = whole > 0 && isRead ? number.first(whole).toLongLong(&isRead) : 0;
    if (!isRead || unit == 0 || __builtin_mul_overflow(count, unit, &count))
        return {};
    const double rest = part > 0 ? QString(u"0."_s + number.sliced(whole + 1)).toDouble() : 0;
    return __builtin_add_overflow(count, static_cast<qint64>(rest * static_cast<double>(unit)), &count)
               ? std::nullopt
               : std::optional(count);
}

} // namespace

std::optional<std::chrono::milliseconds> parseDuration(QStringView text)
{
    text = text.trimmed();
    const bool isNegative = text.startsWith(u'-');
    if (isNegative || text.startsWith(u'+'))
        text = text.sliced(1);
    if (text == u"0")
        return 0ms;
    if (text.isEmpty())
        return {};
    qint64 total = 0;
    while (!text.isEmpty()) {
        const auto time = takeTime(text);
        if (!time || __builtin_add_overflow(total, *time, &total))
            return {};
    }
    const auto found = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(total));
    return isNegative ? -found : found;
}

} // namespace core
