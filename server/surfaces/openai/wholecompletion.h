// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/surfaces/openai/completion.h"
#include "server/surfaces/openai/wire.h"

namespace server::openai {

// Answers with the whole text.
class WholeCompletion final : public Completion
{
    Q_OBJECT

public:
    WholeCompletion(const CompletionContext &context, const core::Task &task, const Head &head,
                    const core::Principal &principal, LateReply reply, QList<Header> headers,
                    QStringList stops);

private:
    bool conclude(const Outcome &outcome) override;

    Head m_head;
    LateReply m_reply;
    QList<Header> m_headers;
    QStringList m_stops;
};

} // namespace server::openai
