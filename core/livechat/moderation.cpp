// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/livechat/moderation.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QRegularExpression pattern(const QString &text)
{
    return QRegularExpression(text, QRegularExpression::CaseInsensitiveOption |
                                        QRegularExpression::UseUnicodePropertiesOption);
}

// Where a word may begin and end. Scripts without spaces between words have no such places, so their letters
// part words of others and are no part of them: "请联系anna@example.org谢谢".
#define SPACELESS "\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Hangul}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}"
const QString notBehindWord = u"(?<!(?![" SPACELESS u"])[\\w])"_s;
const QString notBeforeWord = u"(?!(?![" SPACELESS u"])[\\w])"_s;

bool isSpaceless(QChar c)
{
    static const QRegularExpression letter = pattern(u"^[" SPACELESS u"]"_s);
    return letter.match(QString(c)).hasMatch();
}

// Whole words, so that a name which contains one passes.
QRegularExpression anyOf(const QStringList &words)
{
    QStringList escaped;
    for (const QString &word : words) {
        const QString clean = word.trimmed();
        if (clean.isEmpty())
            continue;
        const QString start = isSpaceless(clean.front()) ? QString() : notBehindWord;
        const QString end = isSpaceless(clean.back()) ? QString() : notBeforeWord;
        escaped.append(QString(start + QRegularExpression::escape(clean) + end));
    }
    if (escaped.isEmpty())
        return pattern(u"(?!)"_s); // matches nothing
    return pattern(QString(u"(?:"_s + escaped.join(u'|') + u')'));
}

// What stands before and behind the sign, in any script; letters of scripts without spaces only where nothing
// else does, because they may as well be the sentence around it. Nothing is taken back once it was taken, so
// this is linear.
QRegularExpression emailPattern()
{
#define LETTER "(?![" SPACELESS "])[\\p{L}\\p{M}\\p{Nd}"
    return pattern(u"(?:(?:" LETTER ".!#$%&'*+/=?^_`{|}~-]){1,64}+|\"[^\"\\n]{1,64}+\"|[" SPACELESS
                   "\\p{Nd}._-]{1,64}+)"
                   "[@\uff20]"
                   "(?:\\[[0-9a-f:.]{2,60}\\]"
                   "|(?:(?:" LETTER "-]){1,63}+[.\uff0e\u3002]){1,8}(?:" LETTER "-]){2,63}"
                   "|(?:[\\p{L}\\p{M}\\p{Nd}-]{1,63}+[.\uff0e\u3002]){1,8}[\\p{L}\\p{M}]{2,24})"_s);
#undef LETTER
}

// With a code of the country; as in North America, with its brackets; and as elsewhere, with a zero in front.
// What stands between the digits is a blank, a dot, a dash or a slash, or brackets around a part.
QRegularExpression phonePattern()
{
#define GAP "[ \u00a0\u2009\u202f.\u00b7/\u2010-\u2013\uff0d-]"
#define OPEN "[(\uff08]"
#define CLOSE "[)\uff09]"
    return pattern(u"(?<![\\p{Nd}\\p{Latin}_-])(?<!\\d[.,/])(?:"
                   // +49 (0)30 1234567, 0044 20 7946 0958
                   "(?:[+\uff0b]|00(?=[1-9]))" GAP "?\\d{1,3}+(?:" GAP "{0,2}+" OPEN "?+\\d{1,5}+" CLOSE
                   "?+){2,12}+"
                   // (555) 123-4567, 1-555-123-4567, 555 123 4567
                   "|(?:1" GAP ")?(?:" OPEN "\\d{3}" CLOSE GAP "{0,2}|\\d{3}" GAP "?)\\d{3}" GAP "?\\d{4}"
                   // (030) 123 45 67, 0171/2345678, 06 12 34 56 78
                   "|(?:" OPEN "0\\d{1,5}" CLOSE GAP "{0,2}|0\\d{1,5}[ \u00a0/\u2010-\u2013-]{1,2})"
                   "\\d{2,8}+(?:" GAP "\\d{2,8}+){0,4}+"
                   // 06.12.34.56.78, 01712345678
                   "|0[1-9](?:\\.\\d{2}){4}|0[1-9]\\d{8,10}"
                   ")(?![\\p{Nd}\\p{Latin}_]|[-.,/]\\d)"_s);
#undef GAP
#undef OPEN
#undef CLOSE
}

// A date is written with the same signs, and perhaps a time behind it: 01-30-2026 10.
bool isPhone(const QString &text)
{
    static const QRegularExpression date =
        pattern(u"^(?:\\d{1,2}[-./ ]\\d{1,2}[-./ ]\\d{4}|\\d{4}[-./ ]\\d{1,2}[-./ ]\\d{1,2})(?!\\d)"_s);
    const auto digits = std::count_if(text.begin(), text.end(), [](QChar c) { return c.isDigit(); });
    return digits >= 7 && digits <= 18 && !date.match(text).hasMatch();
}

} // namespace

// The counts in the patterns bound what one place of a hostile text can cost.
Moderation::Moderation(const QStringList &words)
    : m_words(anyOf(words))
    , m_advertising(pattern(QString(notBehindWord + u"(?:buy now|free money)"_s + notBeforeWord)))
    , m_script(
          pattern(QString(u"<script"_s + notBeforeWord + u'|' + notBehindWord + u"(?:eval|system)\\("_s)))
    , m_email(emailPattern())
    , m_phone(phonePattern())
{
}

std::optional<QString> Moderation::refusal(const QString &text) const
{
    if (m_words.match(text).hasMatch())
        return u"word"_s;
    if (m_advertising.match(text).hasMatch())
        return u"advertising"_s;
    if (m_script.match(text).hasMatch())
        return u"script"_s;
    return {};
}

QString Moderation::redacted(const QString &text) const
{
    QString whole = text;
    whole.replace(m_email, u"[EMAIL_REDACTED]"_s);
    QString redacted;
    qsizetype end = 0;
    for (auto found = m_phone.globalMatch(whole); found.hasNext();) {
        const QRegularExpressionMatch phone = found.next();
        if (!isPhone(phone.captured()))
            continue;
        redacted += QStringView(whole).sliced(end, phone.capturedStart() - end);
        redacted += u"[PHONE_REDACTED]"_s;
        end = phone.capturedEnd();
    }
    return redacted + QStringView(whole).sliced(end);
}

} // namespace core
