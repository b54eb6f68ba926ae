// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/judgement.h"

#include "core/base/text.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostParts = 12;
constexpr qsizetype longestPart = 1000;

// What stands behind the word at the beginning of a line, past list marks and emphasis.
QStringView behind(QStringView line, QStringView word)
{
    qsizetype start = 0;
    while (start < line.size() && !line[start].isLetter())
        ++start;
    QStringView rest = line.sliced(start);
    return rest.startsWith(word, Qt::CaseInsensitive) ? rest.sliced(word.size()) : QStringView();
}

QStringView withoutMarks(QStringView text)
{
    while (!text.isEmpty() && !text.front().isLetterOrNumber() && text.front() != u'“' &&
           text.front() != u'"')
        text = text.sliced(1);
    while (!text.isEmpty() && (text.back() == u'*' || text.back().isSpace()))
        text = text.chopped(1);
    return text;
}

} // namespace

Judgement judgementIn(QStringView text)
{
    const auto lines = text.split(u'\n');
    for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
        const QString said = withoutMarks(behind(*line, u"VERDICT")).toString().toUpper();
        if (said.isEmpty())
            continue;
        const auto says = [&said](const QStringList &words) {
            return std::any_of(words.begin(), words.end(),
                               [&said](const QString &word) { return said.contains(word); });
        };
        if (says({u"FAIL"_s, u"REJECT"_s, u"CHANGE"_s, u"NOT "_s, u"REVIS"_s}))
            return Judgement::Unsatisfied;
        return says({u"PASS"_s, u"APPROV"_s, u"OK"_s, u"ACCEPT"_s}) ? Judgement::Satisfied
                                                                    : Judgement::Silent;
    }
    return Judgement::Silent;
}

QStringList partsIn(QStringView text)
{
    QStringList parts;
    for (const QStringView line : text.split(u'\n')) {
        const QStringView rest = behind(line, u"FEATURE");
        const qsizetype colon = rest.indexOf(u':');
        const QStringView number = colon < 0 ? QStringView() : rest.first(colon);
        const bool isNumbered =
            std::any_of(number.begin(), number.end(), [](QChar c) { return c.isDigit(); }) &&
            std::none_of(number.begin(), number.end(), [](QChar c) { return c.isLetter(); });
        const QStringView part = isNumbered ? withoutMarks(rest.sliced(colon + 1)) : QStringView();
        if (!part.isEmpty() && parts.size() < mostParts)
            parts.append(shortened(part, longestPart));
    }
    return parts;
}

} // namespace core
