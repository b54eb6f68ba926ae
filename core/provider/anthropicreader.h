// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/answerparts.h"
#include "core/provider/answerreader.h"

#include <map>

namespace core {

// Reads messages: events from "message_start" to "message_stop", or one whole message. Blocks of thinking and
// kinds of events that are not known are passed over, as the protocol asks.
class AnthropicReader final : public AnswerReader
{
public:
    AnthropicReader(Origin origin, int maxTokens);

    Result<QString> read(const ServerEvent &event) override;
    Result<QString> readWhole(const QByteArray &body) override;
    bool hasBegun() const override { return !m_text.isEmpty() || !m_tools.empty(); }
    bool isComplete() const override { return m_isMarked; }
    Result<ModelAnswer> takeAnswer() override;

private:
    struct ToolUse
    {
        QString id = {};
        QString name = {};
        QByteArray input = {}; // of a block that came whole
        QByteArray pieces = {};
    };

    Result<QString> readEvent(const QString &type, const QJsonObject &event);
    Result<QString> startBlock(int index, const QJsonObject &block);
    QString continueBlock(int index, const QJsonObject &delta);
    void readHead(const QJsonObject &message);
    void readUsage(const QJsonObject &usage);
    Result<QString> finish(const QString &reason);

    Origin m_origin;
    int m_maxTokens = 0;
    QString m_text;
    std::map<int, ToolUse> m_tools; // by the index of their block
    Usage m_usage;
    Ending m_ending = Ending::Natural;
    bool m_hasReason = false;
    bool m_isMarked = false;
    bool m_isExact = true; // every number of the last event was kept as it was written
};

} // namespace core
