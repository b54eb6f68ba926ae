// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/openai/wholecompletion.h"

#include "server/surfaces/openai/stopsequences.h"

#include <QPointer>

#include <utility>

namespace server::openai {

WholeCompletion::WholeCompletion(const CompletionContext &context, const core::Task &task, const Head &head,
                                 const core::Principal &principal, LateReply reply, QList<Header> headers,
                                 QStringList stops)
    : Completion(context, task, principal)
    , m_head(head)
    , m_reply(std::move(reply))
    , m_headers(std::move(headers))
    , m_stops(std::move(stops))
{
    m_reply.whenGone([at = QPointer(this)] {
        if (at)
            at->abandon();
    });
    m_core.journal().whenCommitted(this, [this](const core::Result<void> &committed) {
        if (committed)
            return;
        end();
        m_reply.answer(committed.error());
    });
}

// A client of this protocol repeats what failed with 500 by itself. These would fail again, unless it is
// known when not.
bool WholeCompletion::conclude(const Outcome &outcome)
{
    Response response;
    if (outcome.isText()) {
        const bool isAnswer = outcome.kind == Outcome::Kind::Answered;
        const QString text = isAnswer ? StopSequences::before(m_stops, outcome.text) : outcome.text;
        response = Response::json(200, wholeOf(m_head, text, outcome.finishReason(), outcome.usage));
    } else {
        const core::Error error = outcome.error();
        response = Response::json(outcome.status(),
                                  errorJson(error, outcome.status(), Method::Post, outcome.code()));
        const auto pause = std::chrono::ceil<std::chrono::seconds>(error.retryAfter);
        if (pause.count() > 0)
            response.addHeader("Retry-After", QByteArray::number(qint64{pause.count()}));
        else
            response.addHeader("x-should-retry", "false");
    }
    response.headers += m_headers;
    m_reply.answer(std::move(response));
    return true;
}

} // namespace server::openai
