// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QStringList>

#include <optional>

namespace core {

// Looks at what people write in rooms before it is stored: words that are not wanted, advertising and script
// are refused, and addresses and telephone numbers are blotted out. A value; its patterns take time that is
// linear in the text.
class Moderation
{
public:
    // `words` are refused beside the patterns that are always looked for.
    explicit Moderation(const QStringList &words = {});

    // Why a text is refused: "word", "advertising" or "script"; nothing when it is not.
    std::optional<QString> refusal(const QString &text) const;
    // The text without e-mail addresses and telephone numbers.
    QString redacted(const QString &text) const;

private:
    QRegularExpression m_words;
    QRegularExpression m_advertising;
    QRegularExpression m_script;
    QRegularExpression m_email;
    QRegularExpression m_phone;
};

} // namespace core
