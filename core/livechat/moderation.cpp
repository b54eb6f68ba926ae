// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/livechat/moderation.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QRegularExpression pattern(const QString &text)
{
    return QRegularExpression(text, QRegularExpression::CaseInsensitiveOption |
                                        QRegularExpression::UseUnicodePropertiesOption);
}

// Whole words, so that a name which contains one passes.
QRegularExpression anyOf(const QStringList &words)
{
    QStringList escaped;
    for (const QString &word : words) {
        if (!word.trimmed().isEmpty())
            escaped.append(QRegularExpression::escape(word.trimmed()));
    }
    if (escaped.isEmpty())
        return pattern(u"(?!)"_s); // matches nothing
    return pattern(QString(u"(?<!\\w)(?:"_s + escaped.join(u'|') + u")(?!\\w)"_s));
}

} // namespace

// The counts in the patterns bound what one place of a hostile text can cost.
Moderation::Moderation(const QStringList &words)
    : m_words(anyOf(words))
    , m_advertising(pattern(u"\\bbuy now\\b|\\bfree money\\b"_s))
    , m_script(pattern(u"<script\\b|\\beval\\(|\\bsystem\\("_s))
    , m_email(pattern(u"\\b[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,190}\\.[a-z]{2,24}\\b"_s))
    , m_phone(pattern(u"(?<![\\w-])\\d{3}[-.]?\\d{3}[-.]?\\d{4}(?![\\w-])"_s))
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
    QString redacted = text;
    redacted.replace(m_email, u"[EMAIL_REDACTED]"_s);
    redacted.replace(m_phone, u"[PHONE_REDACTED]"_s);
    return redacted;
}

} // namespace core
