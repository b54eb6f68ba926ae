// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/chunkreader.h"
#include "server/http/requesthead.h"
#include "server/http/spooledbody.h"

#include <memory>
#include <utility>

namespace server {

// Takes a connection's bytes apart into requests, one at a time, whatever the pieces they come in. Knows no
// socket and no time. advance() says what is to be done next:
//   MoreBytes   append() what came, at most wanted() of it
//   Admission   a head is complete: takeHead(), then admit() with the largest body it may have
//   Delivery    the body is complete: takeBody(), then next()
//   Refusal     what came is no request: refusal() says why, and nothing more can be read
class RequestReader
{
public:
    enum class Need { MoreBytes, Admission, Delivery, Refusal };

    explicit RequestReader(const GuardLimits &limits)
        : m_limits(limits)
    {
    }

    Need advance();
    void append(QByteArray bytes);
    qint64 wanted() const;

    // Of a head that was refused just its path, as it came.
    RequestHead takeHead() { return std::exchange(m_head, {}); }
    // The body goes into the file, when there is one.
    void admit(qint64 largestBody, std::shared_ptr<SpooledBody> file = {});
    QByteArray takeBody() { return std::move(m_body); }
    std::shared_ptr<SpooledBody> takeFile() { return std::move(m_file); }
    const Refusal &refusal() const { return m_refusal; }
    void next();

    // Nothing of a request has come yet.
    bool isIdle() const { return m_place == Place::Head && m_input.isEmpty(); }
    // What came behind the request; for a connection that stops speaking HTTP.
    QByteArray takeRest() { return std::move(m_input); }

private:
    enum class Place { Head, Admission, Sized, Chunked, Delivery, Refused };

    Need readHead();
    Need readSized();
    Need readChunked();
    bool keepInFile();
    Need deliver();
    Need refuse(int status, const char *reason);
    void skipEmptyLines();
    bool hasBareLineFeed();

    const GuardLimits &m_limits;
    QByteArray m_input;
    QByteArray m_body;
    std::shared_ptr<SpooledBody> m_file;
    RequestHead m_head;
    ChunkReader m_chunks;
    Refusal m_refusal;
    qsizetype m_scanned = 0;
    qint64 m_missing = 0; // of a body whose length is known
    bool m_chunked = false;
    Place m_place = Place::Head;
};

} // namespace server
