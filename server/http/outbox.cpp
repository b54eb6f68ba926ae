// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/outbox.h"

#include "server/http/eventstream.h"
#include "server/http/guardsocket.h"
#include "server/http/log.h"
#include "server/http/responsewriter.h"

#include <utility>

namespace server {

Outbox::Outbox(CommitGate &commits, Pipeline &pipeline)
    : m_commits(commits)
    , m_pipeline(pipeline)
{
}

void Outbox::conclude(GuardSocket &socket, core::Result<Response> result)
{
    Exchange &exchange = socket.exchange();
    if (result) {
        exchange.response = *std::move(result);
    } else {
        if (!result.error().detail.isEmpty())
            qCWarning(logServer).noquote() << "A request failed. detail=" << result.error().detail;
        exchange.refuse(result.error());
    }
    hold(socket);
}

void Outbox::hold(GuardSocket &socket)
{
    if (!m_commits.isOpen()) {
        release(socket);
        return;
    }
    const bool first = m_held.empty();
    m_held.push_back({&socket, socket.serial()});
    if (first)
        m_commits.whenCommitted(this,
                                [this](const core::Result<void> &committed) { releaseHeld(committed); });
}

void Outbox::releaseHeld(const core::Result<void> &committed)
{
    for (const Held &held : std::exchange(m_held, {})) {
        if (!held.socket || held.socket->serial() != held.serial)
            continue;
        if (!committed) {
            dropStream(*held.socket);
            held.socket->exchange().refuse(committed.error());
        }
        release(*held.socket);
    }
}

void Outbox::release(GuardSocket &socket)
{
    if (socket.stream() != nullptr)
        sendStream(socket);
    else
        send(socket);
}

void Outbox::send(GuardSocket &socket)
{
    Exchange &exchange = socket.exchange();
    m_pipeline.leave(exchange);
    socket.answer(writeResponse(
        exchange.response, {.ending = socket.endsAfterAnswer() ? Ending::Close : Ending::KeepOpen,
                            // A refusal has no body for it either.
                            .headOnly = exchange.headOnly || exchange.request.head.method == Method::Head,
                            .fixedLines = exchange.fixedLines}));
}

void Outbox::sendStream(GuardSocket &socket)
{
    Exchange &exchange = socket.exchange();
    EventStream &stream = *socket.stream();
    exchange.response =
        Response{.status = 200, .contentType = "text/event-stream", .headers = stream.m_headers};
    exchange.response.addHeader("Cache-Control", "no-cache");
    exchange.response.addHeader("X-Accel-Buffering", "no");
    if (exchange.headOnly) {
        dropStream(socket);
        send(socket);
        return;
    }
    m_pipeline.leave(exchange);
    const bool old = exchange.request.head.oldVersion;
    socket.beginStream(writeResponse(exchange.response,
                                     {.framing = old ? Framing::UntilClose : Framing::Chunked,
                                      .ending = socket.endsAfterAnswer() ? Ending::Close : Ending::KeepOpen,
                                      .fixedLines = exchange.fixedLines}));
    stream.open();
}

void Outbox::dropStream(GuardSocket &socket)
{
    EventStream *stream = socket.stream();
    socket.setStream(nullptr);
    if (stream != nullptr)
        stream->finish();
}

} // namespace server
