// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/surfaces/openai/completion.h"
#include "server/surfaces/openai/stopsequences.h"
#include "server/surfaces/openai/wire.h"

#include <QPointer>

namespace server::openai {

enum class WithUsage { No, Yes };

// Answers with the text as it is written, and with what happens on the way, as the client reads it.
class StreamedCompletion final : public Completion
{
    Q_OBJECT

public:
    StreamedCompletion(const CompletionContext &context, const core::Task &task, const Head &head,
                       const core::Principal &principal, EventStream &stream, WithUsage withUsage,
                       const QStringList &stops);

private:
    void say(const core::Partial &partial) override;
    void hear(const core::Event &event) override;
    bool hasRoom() const override;
    bool conclude(const Outcome &outcome) override;
    void breakOff() override;
    void sayLastText(const Outcome &outcome);
    bool isLast(const core::StepId &step);
    void tell(const QString &text);
    void sendText(const QString &text);
    void send(const QJsonObject &message);

    Head m_head;
    core::TaskId m_task;
    core::Principal m_principal;
    QPointer<EventStream> m_stream;
    WithUsage m_withUsage;
    core::StepId m_step; // whose pieces are told
    bool m_tellsStep = false;
    bool m_saidLastText = false;
    QString m_told;
    StopSequences m_stops;
};

} // namespace server::openai
