// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/replyservice.h"
#include "server/http/exchange.h"

#include <QHash>

#include <memory>
#include <vector>

namespace server {

// One request with an Idempotency-Key while it is carried out, and those who sent the same and wait.
struct Execution
{
    QByteArray hash = {};
    QByteArray key = {};
    core::Scopes scopes = {};
    std::vector<LateReply> waiting = {};
    bool isBegun = false; // written down as under way
};

// Sees to it that a POST with an Idempotency-Key is carried out once for each caller, address and body: what
// comes again gets the stored answer, and what comes while the first is under way waits for it. Only answers
// of success are kept, and nobody gets one who may do less than when it was made. Owned by Dispatcher;
// backend thread.
class RepeatedRequests
{
public:
    enum class Turn {
        Free,     // nothing to see to: carry it out
        First,    // carry it out, and finish() it
        Answered, // the exchange has its answer
        Waits     // wait(): somebody carries it out
    };

    explicit RepeatedRequests(core::ReplyService *replies)
        : m_replies(replies)
    {
    }

    Turn enter(Exchange &exchange);
    void wait(const Execution &same, LateReply reply);

    // Its answer comes later: writes that down, beside the change that the handler makes in this turn.
    core::Result<void> begin(const std::shared_ptr<Execution> &execution);
    void finish(Execution &execution, const core::Result<Response> &result);

private:
    static Turn refuse(Exchange &exchange, const core::Error &error);
    Turn again(Exchange &exchange, const core::StoredReply &stored, const QByteArray &key);

    core::ReplyService *m_replies;
    QHash<QByteArray, std::shared_ptr<Execution>> m_underWay;
};

} // namespace server
