// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/guardsocket.h"

#include "server/http/eventstream.h"
#include "server/http/guardserver.h"
#include "server/http/requestgate.h"

#include <QScopedValueRollback>

#include <algorithm>
#include <utility>
#include <variant>

namespace server {

namespace {

constexpr qint64 skippedAtMost = 128 * 1024 * 1024; // of a body that was refused
constexpr qint64 discardedBody = 64 * 1024; // a refused body up to this size is read, so the connection lasts
constexpr qint64 besideMessage = 64 * 1024; // of a WebSocket's frames, beside the largest of them
constexpr QByteArrayView unmaskedClose = "\x88\x02\x03\xea"; // a close frame that says 1002

// All that QHttpServer has to hear about a request.
const QByteArray &notice()
{
    static const QByteArray bytes = QByteArrayLiteral("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    return bytes;
}

// Whether the answer may come later, or in pieces, and so keep its connection.
bool takesTime(const Exchange &exchange)
{
    const Endpoint *endpoint = exchange.request.endpoint;
    return endpoint == nullptr || !std::holds_alternative<AnswerNow>(endpoint->handler);
}

} // namespace

GuardSocket::GuardSocket(std::unique_ptr<TcpConnection> inner, RequestGate &gate, GuardServer &server)
    : WrappedSocket(std::move(inner))
    , m_gate(gate)
    , m_server(server)
    , m_limits(server.limits())
    , m_reader(m_limits)
{
    connect(this->inner(), &TcpConnection::readyRead, this, &GuardSocket::readable);
    connect(this->inner(), &TcpConnection::peerEnded, this, &GuardSocket::peerEnded);
    // Queued, because a write can find out in the middle of something that the peer has gone.
    connect(this->inner(), &TcpConnection::closed, this, &GuardSocket::innerGone, Qt::QueuedConnection);
    connect(this->inner(), &TcpConnection::bytesWritten, this, [this](qint64 count) {
        m_lastWritten = m_server.now();
        if (m_phase == Phase::Tunnel)
            emit bytesWritten(count);
        else if (m_phase == Phase::Streaming && m_stream != nullptr)
            emit m_stream->taken();
        else if (m_phase == Phase::Idle && bytesToWrite() == 0)
            resumeReading();
    });
    m_waitsSince = m_server.now();
    setDeadline(m_limits.headTime);
}

GuardSocket::~GuardSocket()
{
    if (m_stream != nullptr)
        std::exchange(m_stream, nullptr)->finish();
    m_server.forget(*this);
}

void GuardSocket::setDeadline(std::chrono::milliseconds time)
{
    m_deadline = time.count() > 0 ? m_server.now() + time.count() : 0;
}

void GuardSocket::readable()
{
    if (!isInnerOpen())
        return;
    if (m_phase == Phase::Linger) {
        m_skipped += skipInner();
        if (m_skipped > skippedAtMost)
            cutOff();
        else
            endWithPeer();
    } else if (m_phase == Phase::Tunnel) {
        readTunnel();
    } else if (isReading()) {
        readRequests();
    }
}

void GuardSocket::peerEnded()
{
    readable(); // what came before the end
    if (isReading())
        return;
    m_askAt = m_server.now() + m_limits.askTime.count();
    if (m_phase == Phase::Tunnel || m_phase == Phase::Upgrading)
        endInner();
    else if (m_phase == Phase::Streaming && m_stream != nullptr)
        m_stream->comment("ping"); // a peer that has left resets the connection now
}

// All that came is read and answered, and no more will come.
void GuardSocket::endWithPeer()
{
    if (isInnerOpen() && inner()->hasPeerEnded() && inner()->bytesAvailable() == 0)
        endInner();
}

// Of somebody who has left and of somebody who just ended his side we get the same; to write something tells
// them apart. What is written is what a client must take in front of any answer.
void GuardSocket::askWhetherRead(qint64 now)
{
    if (!inner()->hasPeerEnded() || (m_phase != Phase::Busy && m_phase != Phase::Streaming))
        return;
    if (inner()->isReset()) {
        letGo();
    } else if (m_phase == Phase::Busy && now >= m_askAt && !m_exchange.request.head.oldVersion) {
        m_askAt = now + m_limits.askTime.count();
        write("HTTP/1.1 100 Continue\r\n\r\n");
        flushInner();
    }
}

void GuardSocket::readTunnel()
{
    QByteArray bytes = m_reader.takeRest();
    bytes.append(readInner(inner()->bytesAvailable()));
    if (bytes.isEmpty())
        return;
    if (!m_frames.take(bytes)) {
        write(unmaskedClose);
        startLingering();
        return;
    }
    offerMore(bytes);
    // A frame is taken from us only when it is whole, so the largest one must fit.
    if (bytesAvailable() > m_limits.largestMessage * 2 + besideMessage)
        cutOff();
    else
        emit readyRead();
}

void GuardSocket::readRequests()
{
    if (m_readingRequests)
        return;
    const QScopedValueRollback<bool> reading(m_readingRequests, true);
    while (isInnerOpen() && isReading()) {
        // Whoever does not read his answers is not asked what he wants next: they would pile up here.
        if (m_phase == Phase::Idle && bytesToWrite() > 0)
            return;
        switch (m_reader.advance()) {
        case RequestReader::Need::MoreBytes:
            if (!readMore()) {
                endWithPeer();
                return;
            }
            break;
        case RequestReader::Need::Admission:
            admitRequest();
            break;
        case RequestReader::Need::Delivery:
            deliverRequest();
            break;
        case RequestReader::Need::Refusal:
            refuseRequest(m_reader.refusal());
            return;
        }
    }
}

bool GuardSocket::readMore()
{
    QByteArray bytes = readInner(m_reader.wanted());
    if (bytes.isEmpty())
        return false;
    if (m_phase == Phase::Body) {
        m_bodyRead += bytes.size();
        setBodyDeadline();
    }
    m_reader.append(std::move(bytes));
    if (m_phase == Phase::Idle) {
        m_phase = Phase::Head;
        setDeadline(m_limits.headTime);
    }
    return true;
}

// Who sends slowly may take long, and who sends nothing may not, however long his body is to be.
void GuardSocket::setBodyDeadline()
{
    const qint64 more = m_bodyRead * 1000 / std::max<qint64>(1, m_limits.slowestBody);
    m_deadline = m_bodyBegan + m_limits.bodyTime.count() + more;
}

void GuardSocket::admitRequest()
{
    m_exchange.reset();
    m_exchange.request.peer = peerAddress();
    m_exchange.request.head = m_reader.takeHead();
    m_exchange.request.method = m_exchange.request.head.method;
    const RequestHead &head = m_exchange.request.head;
    m_lastAnswer = head.lastOfConnection || m_draining || ++m_requests >= m_limits.requestsPerConnection;
    m_exchange.answered = m_gate.admit(*this) == Step::Answered;
    if (m_exchange.showedKey) {
        m_showedKey = true;
        m_user = m_exchange.request.principal.user;
    }
    if (!m_exchange.answered && takesTime(m_exchange) && !m_server.mayHoldMore(m_user, peerAddress())) {
        return refuseAdmitted({503, m_showedKey
                                        ? "You hold too many connections. Close some, and try again."
                                        : "There are too many connections without a key. Try again later."});
    }
    if (m_exchange.answered && (head.chunked || head.expectsContinue || head.contentLength > discardedBody)) {
        m_lastAnswer = true;
        m_phase = Phase::Busy;
        m_gate.serve(*this);
        return;
    }
    const qint64 limit = m_exchange.answered ? discardedBody : m_gate.bodyLimit(m_exchange);
    m_phase = Phase::Body;
    const bool isTooLarge = !head.chunked && head.contentLength > limit;
    if (!m_exchange.answered && !isTooLarge && m_gate.spool(m_exchange) == RequestGate::Spool::NoRoom)
        return refuseAdmitted({507, "There is no room on the disk for the body."});
    m_reader.admit(limit, m_exchange.request.file);
    if (m_reader.advance() == RequestReader::Need::MoreBytes) {
        m_bodyBegan = m_server.now();
        m_bodyRead = 0;
        setBodyDeadline();
        if (head.expectsContinue)
            write("HTTP/1.1 100 Continue\r\n\r\n");
    }
}

void GuardSocket::deliverRequest()
{
    m_exchange.request.body = m_reader.takeBody();
    m_exchange.request.file = m_reader.takeFile();
    m_phase = Phase::Busy;
    setDeadline(m_gate.deadline(m_exchange));
    if (m_exchange.request.head.upgradesToWebSocket) {
        m_gate.serve(*this);
        return;
    }
    offer(notice());
    m_server.announce(*this);
}

void GuardSocket::refuseRequest(const Refusal &refusal)
{
    if (m_phase != Phase::Body) { // what is in the exchange is the request before
        m_exchange.reset();
        m_exchange.request.peer = peerAddress();
        m_exchange.request.head = m_reader.takeHead();
    }
    m_phase = Phase::Busy;
    m_lastAnswer = true;
    m_server.countRefusal();
    m_gate.refuse(*this, refusal);
}

// What is in the exchange is this request.
void GuardSocket::refuseAdmitted(const Refusal &refusal)
{
    m_phase = Phase::Body;
    refuseRequest(refusal);
}

void GuardSocket::finishAnswer()
{
    m_serial = m_server.nextSerial();
    m_exchange.request.file.reset();
    if (m_lastAnswer || m_draining) {
        startLingering();
        return;
    }
    m_phase = Phase::Idle;
    m_waitsSince = m_server.now();
    setDeadline(m_limits.idleTime);
    m_reader.next();
    resumeReading();
}

// The next request may already be here. Not from within this one: QHttpServer is still on the stack.
void GuardSocket::resumeReading()
{
    const bool waiting = !m_reader.isIdle() || (isInnerOpen() && inner()->bytesAvailable() > 0);
    if (waiting && !m_readingRequests)
        QMetaObject::invokeMethod(this, &GuardSocket::readable, Qt::QueuedConnection);
    else if (!waiting)
        endWithPeer();
}

// Ends our side and reads on for a while: a connection that is closed with unread bytes is reset, and the
// client would never see the answer that says why.
void GuardSocket::startLingering()
{
    m_phase = Phase::Linger;
    setDeadline(m_limits.lingerTime);
    flushInner();
    endWriting();
    readable();
}

void GuardSocket::drain()
{
    m_draining = true;
    m_lastAnswer = true;
    if (m_phase == Phase::Idle)
        startLingering();
    else if (m_phase == Phase::Streaming && m_stream != nullptr)
        m_stream->interrupt();
}

void GuardSocket::giveUp()
{
    m_lastAnswer = true;
    if (m_phase == Phase::Busy)
        m_gate.ending(*this);
}

void GuardSocket::evict()
{
    if (m_phase == Phase::Head || m_phase == Phase::Body)
        writeInner(m_server.tooMany());
    endInner();
    letGo();
    innerGone();
}

// QHttpServer or QWebSocket has done with the connection.
void GuardSocket::endAfterWriting()
{
    if (m_phase == Phase::Dead || m_phase == Phase::Linger)
        return;
    startLingering();
}

void GuardSocket::tick(qint64 now)
{
    if (inner() == nullptr)
        return;
    if (m_phase == Phase::Streaming && m_stream != nullptr)
        m_stream->beat(now);
    if (bytesToWrite() > 0 && now - m_lastWritten > m_limits.stallTime.count()) {
        cutOff();
        return;
    }
    askWhetherRead(now);
    if (inner() == nullptr || m_deadline == 0 || now < m_deadline)
        return;
    if (bytesToWrite() > 0 && (m_phase == Phase::Idle || m_phase == Phase::Linger)) {
        if (m_phase == Phase::Linger)
            setDeadline(m_limits.lingerTime); // from when all of it is on its way
        return;
    }
    m_deadline = 0;
    if (m_phase == Phase::Idle) {
        startLingering();
    } else if (m_phase == Phase::Head || m_phase == Phase::Body) {
        refuseRequest({408, "The request took too long to arrive."});
    } else if (m_phase == Phase::Busy) {
        m_gate.overdue(*this);
    } else {
        letGo();
    }
}

void GuardSocket::innerGone()
{
    if (m_phase == Phase::Dead)
        return;
    const Phase before = m_phase;
    m_phase = Phase::Dead;
    m_serial = m_server.nextSerial();
    releaseInner();
    if (before == Phase::Busy || before == Phase::Streaming)
        m_gate.abandoned(*this);
    if (m_stream != nullptr) {
        m_stream->m_wasLeft = true;
        std::exchange(m_stream, nullptr)->finish();
    }
    m_server.forget(*this);
    finish();
    if (before == Phase::Upgrading)
        deleteLater(); // QHttpServer has let go of it and no QWebSocket has it yet
}

} // namespace server
