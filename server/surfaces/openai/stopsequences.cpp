// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/openai/stopsequences.h"

#include <algorithm>
#include <utility>

namespace server::openai {

namespace {

// Where the first of them begins, or the length of the text.
qsizetype endOf(const QString &text, const QStringList &sequences)
{
    qsizetype end = text.size();
    for (const QString &sequence : sequences) {
        if (const qsizetype at = text.indexOf(sequence); at >= 0)
            end = std::min(end, at);
    }
    return end;
}

// How much of the end of the text may be the beginning of one.
qsizetype uncertainOf(const QString &text, const QStringList &sequences)
{
    qsizetype longest = 0;
    for (const QString &sequence : sequences) {
        for (qsizetype size = std::min(sequence.size() - 1, text.size()); size > longest; --size) {
            if (text.endsWith(QStringView(sequence).first(size)))
                longest = size;
        }
    }
    return longest;
}

} // namespace

QString StopSequences::add(const QString &piece)
{
    if (m_isOver)
        return {};
    const QString text = m_kept + piece;
    const qsizetype end = endOf(text, m_sequences);
    m_isOver = end < text.size();
    m_kept = m_isOver ? QString() : text.last(uncertainOf(text, m_sequences));
    return text.first(m_isOver ? end : text.size() - m_kept.size());
}

QString StopSequences::rest()
{
    m_isOver = false;
    return std::exchange(m_kept, {});
}

QString StopSequences::before(const QStringList &sequences, const QString &text)
{
    return text.first(endOf(text, sequences));
}

} // namespace server::openai
