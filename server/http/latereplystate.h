// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/guardsocket.h"
#include "server/http/latereply.h"

#include <QPointer>

namespace server {

class Dispatcher;

// What the copies of a LateReply share. The dispatcher lives longer than any socket, and is spoken to only
// while the socket is there and still serves the request that this is about.
struct LateReply::State
{
    State(GuardSocket &connection, Dispatcher &owner)
        : socket(&connection)
        , dispatcher(owner)
        , serial(connection.serial())
    {
    }
    ~State();
    Q_DISABLE_COPY_MOVE(State)

    bool isWanted() const { return !answered && socket && socket->serial() == serial; }
    void notifyGone();

    QPointer<GuardSocket> socket;
    Dispatcher &dispatcher;
    quint64 serial;
    std::function<void()> gone;
    bool answered = false;
};

} // namespace server
