// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace core {

// A text in the form in which words are compared: without case, accents of letters that are written with and
// without them, soft hyphens and other invisible characters; ligatures and characters of other widths are
// those that they stand for, and "ß" is "ss". Marks that make another letter, as in Japanese, Thai or Hindi,
// stay.
QString folded(QStringView text);

// Goes through the words of a text: runs of letters, digits and marks. Where a script is written without
// spaces between words (Chinese, Japanese, Thai), or with endings that stick to them (Korean), each character
// is a word, and what people call a word is some of them in a row. A value; linear in the text, which must
// live as long.
class WordReader
{
public:
    explicit WordReader(QStringView text)
        : m_text(text)
    {
    }

    // Whether there was another word; the rest tells of it.
    bool next();

    qsizetype start() const { return m_start; }
    qsizetype end() const { return m_end; }
    bool isCharacter() const { return m_isCharacter; }
    QStringView text() const { return m_text.sliced(m_start, m_end - m_start); }
    QString folded() const { return core::folded(text()); }

private:
    QStringView m_text;
    qsizetype m_start = 0;
    qsizetype m_end = 0;
    bool m_isCharacter = false;
};

} // namespace core
