// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/words.h"

#include <QChar>
#include <QHash>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Point
{
    char32_t code = 0;
    qsizetype size = 1; // in UTF-16 units
};

Point pointAt(QStringView text, qsizetype at)
{
    const QChar first = text[at];
    if (first.isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate())
        return {.code = QChar::surrogateToUcs4(first, text[at + 1]), .size = 2};
    return {.code = first.unicode(), .size = 1};
}

// Soft hyphens, joiners, marks of direction, selectors of variants: nothing that is seen or heard.
bool isInvisible(char32_t c)
{
    return QChar::category(c) == QChar::Other_Format || (c >= 0xfe00 && c <= 0xfe0f) ||
           (c >= 0x180b && c <= 0x180d) || c == 0x34f || (c >= 0xe0100 && c <= 0xe01ef);
}

bool isWordPoint(char32_t c)
{
    return QChar::isLetterOrNumber(c) || QChar::isMark(c);
}

bool hasNoSpaces(char32_t c)
{
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Bopomofo:
    case QChar::Script_Hangul:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return true;
    default:
        return c == 0x30fc || c == 0xff70; // the sign for a long vowel, which two scripts share
    }
}

// What belongs to the character before it: marks, also those of half width, and the parts of a Korean
// syllable.
bool goesOn(char32_t c)
{
    return QChar::isMark(c) || isInvisible(c) || c == 0xff9e || c == 0xff9f || (c >= 0x1160 && c <= 0x11ff);
}

// Scripts whose accents and vowel signs people leave out.
bool losesMarks(char32_t base)
{
    switch (QChar::script(base)) {
    case QChar::Script_Latin:
    case QChar::Script_Greek:
    case QChar::Script_Cyrillic:
    case QChar::Script_Arabic:
    case QChar::Script_Hebrew:
        return true;
    default:
        return false;
    }
}

// Letters that Unicode does not take apart, and people who have no such key do.
QString plainLetter(char32_t c)
{
    static const QHash<char32_t, QString> letters{
        {U'ß', u"ss"_s}, {U'ẞ', u"ss"_s}, {U'æ', u"ae"_s}, {U'œ', u"oe"_s}, {U'ø', u"o"_s},  {U'đ', u"d"_s},
        {U'ð', u"d"_s},  {U'ł', u"l"_s},  {U'ħ', u"h"_s},  {U'ŧ', u"t"_s},  {U'þ', u"th"_s}, {U'ı', u"i"_s}};
    const auto found = letters.find(c);
    return found == letters.end() ? QString::fromUcs4(&c, 1) : *found;
}

QString withoutMarks(const QString &text)
{
    QString kept;
    bool isLoser = false;
    for (qsizetype at = 0; at < text.size();) {
        const auto [code, size] = pointAt(text, at);
        const bool isMark = QChar::isMark(code);
        if (!isMark)
            isLoser = losesMarks(code);
        const bool isLost = isInvisible(code) || code == 0x640 || (isMark && isLoser);
        if (!isLost)
            kept += code < 0x80 ? QString(QChar(char16_t(code))) : plainLetter(code);
        at += size;
    }
    return kept;
}

} // namespace

QString folded(QStringView text)
{
    if (std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; }))
        return text.toString().toLower();
    const QString apart = text.toString().normalized(QString::NormalizationForm_KD).toCaseFolded();
    return withoutMarks(apart.normalized(QString::NormalizationForm_KD))
        .normalized(QString::NormalizationForm_KC);
}

bool WordReader::next()
{
    m_start = m_end;
    while (m_start < m_text.size()) {
        const auto [code, size] = pointAt(m_text, m_start);
        if (isWordPoint(code))
            break;
        m_start += size;
    }
    m_end = m_start;
    if (m_start >= m_text.size())
        return false;
    const Point first = pointAt(m_text, m_start);
    m_isCharacter = hasNoSpaces(first.code);
    m_end += first.size;
    while (m_end < m_text.size()) {
        const auto [code, size] = pointAt(m_text, m_end);
        const bool isMore =
            m_isCharacter ? goesOn(code) : (isWordPoint(code) && !hasNoSpaces(code)) || isInvisible(code);
        if (!isMore)
            break;
        m_end += size;
    }
    return true;
}

} // namespace core
