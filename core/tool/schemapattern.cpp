// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/schemapattern.h"

#include <QRegularExpression>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestPattern = 500;
constexpr qsizetype longestText = 20'000;

// PCRE lets "$" match before a last line break, JSON Schema does not. "(*" starts PCRE's own commands and
// \Q … \E would hide what follows from this reading; no schema needs either.
std::optional<QString> translated(const QString &pattern)
{
    if (pattern.size() > longestPattern)
        return {};
    // The smaller of two limits counts, so a pattern cannot lift this one.
    QString out = u"(*LIMIT_MATCH=200000)(*LIMIT_DEPTH=2000)"_s;
    bool inClass = false;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const QChar c = pattern[i];
        const QChar following = i + 1 < pattern.size() ? pattern[i + 1] : QChar();
        if (c == u'\\') {
            if (following.isNull() || following == u'Q')
                return {};
            out += c;
            out += following;
            ++i;
            continue;
        }
        if (!inClass && c == u'(' && following == u'*')
            return {};
        inClass = inClass ? c != u']' : c == u'[';
        out += !inClass && c == u'$' ? u"\\z"_s : QString(c);
    }
    return out;
}

} // namespace

bool isUsablePattern(const QString &pattern)
{
    const auto expression = translated(pattern);
    return expression && QRegularExpression(*expression).isValid();
}

std::optional<bool> fitsPattern(const QString &pattern, const QString &text)
{
    const auto expression = translated(pattern);
    if (!expression || text.size() > longestText)
        return {};
    const QRegularExpressionMatch match = QRegularExpression(*expression).match(text);
    if (!match.isValid())
        return {};
    return match.hasMatch();
}

} // namespace core
