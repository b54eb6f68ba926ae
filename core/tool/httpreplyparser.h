// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>

#include <utility>

namespace core {

// What a web server answered.
struct HttpReply
{
    int status = 0;
    QList<std::pair<QByteArray, QByteArray>> headers = {}; // names in lower case
    QByteArray body = {};

    // The first of that name; empty when there is none. `name` in lower case.
    QByteArray header(QByteArrayView name) const;
};

// Reads the answer to one HTTP/1.1 request piece by piece, within limits, and trusts nothing in it. A value;
// any thread. After an Error it is of no more use.
class HttpReplyParser
{
public:
    enum class Body { Expected, None }; // None: the answer to HEAD

    HttpReplyParser(Body body, qint64 mostBytes)
        : m_bodyKind(body)
        , m_mostBytes(mostBytes)
    {
    }

    // Fails with TooLarge beyond the limit, and with Unavailable when it is not HTTP.
    Result<void> feed(const QByteArray &bytes);
    // The server closed the connection: an end for some answers, for others a cut.
    Result<void> end();

    bool isDone() const { return m_state == State::Done; }
    const HttpReply &reply() const { return m_reply; }

private:
    enum class State { Head, Counted, UntilEnd, ChunkSize, ChunkContent, ChunkEnd, Trailer, Done };

    Result<void> readHead();
    Result<void> readHeaderLine(const QByteArray &line);
    Result<void> beginBody();
    Result<void> beginCounted(const QByteArray &length);
    Result<void> readCounted(State next);
    Result<void> readChunkSize();
    Result<void> readChunkEnd();
    Result<void> readTrailer();
    Result<void> step();

    Body m_bodyKind;
    qint64 m_mostBytes;
    State m_state = State::Head;
    QByteArray m_pending;
    qint64 m_left = 0; // of the body, or of the chunk
    HttpReply m_reply;
};

} // namespace core
