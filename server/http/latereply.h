// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "server/http/response.h"

#include <functional>
#include <memory>

namespace server {

class EventStream;

// The right to answer one request later, exactly once. A small value to move or copy into whatever waits;
// backend thread. Safe at any time: once the client has gone, the deadline has passed or the server has
// stopped, answering does nothing. When the last copy goes without having answered, the client gets an error,
// so no path can leave it waiting.
class LateReply
{
public:
    struct State;
    explicit LateReply(std::shared_ptr<State> state);

    void answer(core::Result<Response> result) const;

    // False once it was answered or nobody waits any more.
    bool isWanted() const;

    // Called at most once, when the client goes or the deadline passes before the answer; then it is worth
    // stopping the work. Not for a request with an Idempotency-Key, which will be asked for again.
    void whenGone(std::function<void()> then) const;

    // Turns this request into a stream of events, for endpoints that decide so by the request. Null when
    // nobody waits any more.
    EventStream *openStream() const;

private:
    std::shared_ptr<State> m_state;
};

} // namespace server
