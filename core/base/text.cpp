// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <algorithm>

namespace core {

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
    if (text.isEmpty() || text.size() > 128)
        return false;
    return std::all_of(text.begin(), text.end(), [](QChar c) {
        const char16_t u = c.unicode();
        return (u >= u'0' && u <= u'9') || (u >= u'a' && u <= u'z') || (u >= u'A' && u <= u'Z') ||
               u == u':' || u == u'_' || u == u'-' || u == u'.';
    });
}

namespace {

std::optional<std::chrono::milliseconds> unitOf(QStringView name)
{
    if (name == u"ms")
        return 1ms;
    if (name == u"s")
        return 1s;
    if (name == u"m")
        return 1min;
    if (name == u"h")
        return 1h;
    return {};
}

} // namespace

std::optional<std::chrono::milliseconds> parseDuration(QStringView text)
{
    std::chrono::milliseconds total = 0ms;
    text = text.trimmed();
    if (text.isEmpty())
        return {};
    while (!text.isEmpty()) {
        qsizetype digits = 0;
        while (digits < text.size() && text[digits] >= u'0' && text[digits] <= u'9')
            ++digits;
        qsizetype end = digits;
        while (end < text.size() && text[end].isLetter())
            ++end;
        const auto unit = unitOf(text.sliced(digits, end - digits));
        if (digits == 0 || digits > 9 || !unit)
            return {};
        total += *unit * text.first(digits).toLongLong();
        text = text.sliced(end);
    }
    return total;
}

} // namespace core
