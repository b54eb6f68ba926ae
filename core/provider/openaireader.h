// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/answerparts.h"
#include "core/provider/answerreader.h"

namespace core {

// Reads chat completions: chunks that end with "[DONE]", or one whole completion. Forgives what servers of
// this protocol are known to leave out: the ids and indices of tool calls, the usage, the end marker after a
// finish reason. Fields of reasoning are passed over.
class OpenAiReader final : public AnswerReader
{
public:
    OpenAiReader(Origin origin, int maxTokens);

    Result<QString> read(const ServerEvent &event) override;
    Result<QString> readWhole(const QByteArray &body) override;
    bool hasBegun() const override { return !m_text.isEmpty() || !m_pieces.isEmpty(); }
    bool isComplete() const override { return m_isMarked; }
    bool mayEnd() const override { return m_isMarked || m_hasReason; }
    Result<ModelAnswer> takeAnswer() override;

private:
    struct Piece
    {
        int index = -1;
        QString id = {};
        QString name = {};
        QByteArray arguments = {};
    };

    Result<QString> readCompletion(const QByteArray &json, QLatin1StringView messageKey);
    Result<QString> readChoice(const QJsonObject &choice, const QJsonObject &message);
    Result<void> readToolCall(const QJsonObject &call);
    Piece *pieceFor(int index, const QString &id, const QString &name);
    Result<QString> finish(const QString &reason);

    Origin m_origin;
    int m_maxTokens = 0;
    QString m_text;
    QList<Piece> m_pieces;
    Usage m_usage;
    Ending m_ending = Ending::Natural;
    bool m_hasReason = false;
    bool m_isMarked = false;
    bool m_isExact = true; // every number of the last completion was kept as it was written
};

} // namespace core
