// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/dispatcher.h"
#include "server/http/guardsocket.h"
#include "server/http/latereply.h"
#include "server/http/repeatedrequests.h"

#include <QPointer>

namespace server {

// What the copies of a LateReply share. Usually nobody wants the answer any more once the socket has gone or
// serves another request. That of a request that may come again is wanted in any case: who asks again gets
// it.
struct LateReply::State
{
    State(GuardSocket &connection, Dispatcher &owner)
        : socket(&connection)
        , dispatcher(&owner)
        , execution(connection.exchange().execution)
        , serial(connection.serial())
    {
    }
    ~State();
    Q_DISABLE_COPY_MOVE(State)

    bool isHeard() const { return !isGone && socket && socket->serial() == serial; }
    bool isWanted() const { return !answered && dispatcher && (execution || isHeard()); }
    void notifyGone();

    QPointer<GuardSocket> socket;
    QPointer<Dispatcher> dispatcher;
    std::shared_ptr<Execution> execution;
    quint64 serial;
    std::function<void()> gone;
    bool answered = false;
    bool isGone = false; // who asked has left, or was told that it takes too long
};

} // namespace server
