// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace server::openai {

// Ends a text before the first of some sequences, also when it comes in pieces: what may be the beginning of
// one is kept until that is known. A task knows nothing of them; they are about what the client is told.
// A value; one thread.
class StopSequences
{
public:
    explicit StopSequences(QStringList sequences)
        : m_sequences(std::move(sequences))
    {
    }

    // What may be told, now that this piece has come.
    QString add(const QString &piece);
    // What was kept of it; a new text begins.
    QString rest();

    // The same for a text that is there as a whole.
    static QString before(const QStringList &sequences, const QString &text);

private:
    QStringList m_sequences;
    QString m_kept;
    bool m_isOver = false;
};

} // namespace server::openai
