// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/commitgate.h"
#include "server/http/pipeline.h"

#include <QObject>
#include <QPointer>

#include <vector>

namespace server {

class GuardSocket;

// Where answers leave: whole ones, and the heads of event streams. What a handler answered waits here until
// all that it may have written is on disk, and becomes an error when that fails; answers of one turn wait
// together for one commit. Owned by Dispatcher; backend thread.
class Outbox final : public QObject
{
    Q_OBJECT

public:
    Outbox(CommitGate &commits, Pipeline &pipeline);

    // The outcome of the request that this connection serves.
    void conclude(GuardSocket &socket, core::Result<Response> result);
    // The answer stands in the exchange, or a stream stands open: out with it after the commit.
    void hold(GuardSocket &socket);
    // The answer in the exchange, at once.
    void send(GuardSocket &socket);
    // No stream follows after all.
    void dropStream(GuardSocket &socket);

private:
    struct Held
    {
        QPointer<GuardSocket> socket;
        quint64 serial = 0;
    };

    void releaseHeld(const core::Result<void> &committed);
    void release(GuardSocket &socket);
    void sendStream(GuardSocket &socket);

    CommitGate &m_commits;
    Pipeline &m_pipeline;
    std::vector<Held> m_held;
};

} // namespace server
