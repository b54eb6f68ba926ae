// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/exchange.h"
#include "server/http/requesthead.h"

namespace server {

class GuardSocket;

// What the guard asks of the server behind it. All in the backend thread; the exchange is the socket's.
class RequestGate
{
public:
    virtual ~RequestGate() = default;

    // A head is complete and no body was read. Continue lets a body of up to bodyLimit() follow; Answered
    // means that the exchange's response is what the client gets.
    virtual Step admit(GuardSocket &socket) = 0;
    virtual qint64 bodyLimit(const Exchange &exchange) const = 0;
    // Whether the body is to go into a file, and whether there is room for it.
    enum class Spool { No, Yes, NoRoom };
    virtual Spool spool(Exchange &) const { return Spool::No; } // Yes: the request has its file
    virtual std::chrono::milliseconds deadline(const Exchange &exchange) const = 0;

    // The request is complete; answer it now or later through the socket.
    virtual void serve(GuardSocket &socket) = 0;

    // The guard ends the request by itself: make the answer and send it.
    virtual void refuse(GuardSocket &socket, const Refusal &refusal) = 0;
    // The answer is overdue: send another one.
    virtual void overdue(GuardSocket &socket) = 0;
    // The server ends before the answer: say so. What was begun may go on when it has started again.
    virtual void ending(GuardSocket &socket) = 0;
    // The client has gone before the answer or during a stream.
    virtual void abandoned(GuardSocket &socket) = 0;
    // The guard's clock has ticked; `now` is its time in milliseconds.
    virtual void ticked(qint64 now) = 0;
};

} // namespace server
