// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/visibletext.h"

#include <QChar>
#include <QList>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr char32_t zeroWidthNonJoiner = 0x200C;
constexpr char32_t zeroWidthJoiner = 0x200D;
constexpr uchar virama = 9; // the combining class of signs that join consonants

bool isWithin(char32_t c, char32_t first, char32_t last)
{
    return c >= first && c <= last;
}

bool isVariationSelector(char32_t c)
{
    return isWithin(c, 0xFE00, 0xFE0F) || isWithin(c, 0x180B, 0x180F) || isWithin(c, 0xE0100, 0xE01EF);
}

// Signs of Arabic, Syriac and Kaithi that span the digits after them: Unicode calls them format characters,
// but they are drawn.
bool isDrawnFormat(char32_t c)
{
    return isWithin(c, 0x0600, 0x0605) || c == 0x06DD || c == 0x070F || isWithin(c, 0x0890, 0x0891) ||
           c == 0x08E2 || c == 0x110BD || c == 0x110CD;
}

// Letters and marks by their category, but without a glyph: fillers, the grapheme joiner, empty Braille.
bool isBlank(char32_t c)
{
    return c == 0x034F || isWithin(c, 0x115F, 0x1160) || isWithin(c, 0x17B4, 0x17B5) || c == 0x2065 ||
           c == 0x2800 || c == 0x3164 || c == 0xFFA0 || isWithin(c, 0xFFF0, 0xFFF8) || c == 0xFFFC ||
           isWithin(c, 0xFDD0, 0xFDEF) || (c & 0xFFFE) == 0xFFFE || isWithin(c, 0xE0000, 0xE0FFF);
}

bool cannotBeSeen(char32_t c)
{
    if (c < 0x7F)
        return c < 0x20;
    if (isVariationSelector(c) || isBlank(c))
        return true;
    switch (QChar::category(c)) {
    case QChar::Other_Format:
        return !isDrawnFormat(c);
    case QChar::Other_Control:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse: // drawn as the font pleases
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

bool isSkinTone(char32_t c)
{
    return isWithin(c, 0x1F3FB, 0x1F3FF);
}

bool isPicture(char32_t c)
{
    return QChar::category(c) == QChar::Symbol_Other;
}

// What stands around a character. 0 stands for the ends of the text.
class Surroundings
{
public:
    Surroundings(const QList<uint> &text, qsizetype at)
        : m_text(text)
        , m_at(at)
    {
    }

    char32_t at(qsizetype offset) const
    {
        const qsizetype i = m_at + offset;
        return i >= 0 && i < m_text.size() ? m_text[i] : 0;
    }

    // A joiner that is part of an emoji: 👩‍🚀, ❤️‍🔥.
    bool joinsPictures() const
    {
        qsizetype before = -1;
        while (at(before) == 0xFE0F || isSkinTone(at(before)))
            --before;
        return isPicture(at(before)) && isPicture(at(1));
    }

    // What the scripts themselves need: after a virama, and between letters that would join without it.
    bool joinsLetters() const
    {
        if (QChar::isLetter(at(1)) && QChar::combiningClass(at(-1)) == virama)
            return true;
        const auto before = QChar::joiningType(at(-1));
        const auto after = QChar::joiningType(at(1));
        return (before == QChar::Joining_Dual || before == QChar::Joining_Left) &&
               (after == QChar::Joining_Dual || after == QChar::Joining_Right);
    }

    // "❤️", "1️⃣": the selector says how the sign before it is drawn.
    bool selectsPicture() const
    {
        const char32_t before = at(-1);
        return (at(0) == 0xFE0E || at(0) == 0xFE0F) &&
               (isPicture(before) || (at(1) == 0x20E3 && before < 0x7F && before > 0x20));
    }

    bool isPartOfWriting() const
    {
        if (at(0) == zeroWidthJoiner)
            return joinsPictures() || joinsLetters();
        return at(0) == zeroWidthNonJoiner ? joinsLetters() : selectsPicture();
    }

private:
    const QList<uint> &m_text;
    qsizetype m_at;
};

enum class Breaks { Kept, Written };

// A carriage return alone lets a line be overwritten; before a line feed it is part of the break.
bool isBreak(const Surroundings &here)
{
    return here.at(0) == '\n' || here.at(0) == '\t' || (here.at(0) == '\r' && here.at(1) == '\n');
}

QString written(QStringView text, Breaks breaks)
{
    // Not toUcs4(): it would make a half of a character into another character.
    QList<uint> points;
    points.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isPair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        points.append(isPair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : text[i].unicode());
        i += isPair ? 1 : 0;
    }
    QString shown;
    shown.reserve(text.size());
    for (qsizetype i = 0; i < points.size(); ++i) {
        const Surroundings here(points, i);
        const bool stays =
            !cannotBeSeen(points[i]) || (isBreak(here) ? breaks == Breaks::Kept : here.isPartOfWriting());
        if (stays)
            shown += QChar::fromUcs4(points[i]);
        else
            shown += u"⟨U+%1⟩"_s.arg(points[i], 4, 16, QLatin1Char('0')).toUpper();
    }
    return shown;
}

} // namespace

QString visibleText(QStringView text)
{
    return written(text, Breaks::Kept);
}

QString visibleLine(QStringView text)
{
    return written(text, Breaks::Written);
}

} // namespace core
