// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/exchange.h"
#include "server/http/framewatch.h"
#include "server/http/requestreader.h"
#include "server/http/wrappedsocket.h"

namespace server {

class EventStream;
class GuardServer;
class RequestGate;

// A connection as QHttpServer and QWebSocket see it. It reads strictly, with limits and deadlines, one
// request at a time, and lets the next one in only after the answer is complete; so answers keep their order,
// and a client that does not read stops being read. QHttpServer gets a notice that a request is there, and
// for a WebSocket the handshake; the request itself is in exchange().
//
// A client may end its side and still read: that is no departure while it is owed an answer. It has left when
// the connection is reset, of which we hear by writing.
//
// Made by GuardServer; deleted, when it announces disconnected(), by QHttpServer or by the QWebSocket that it
// was given to. Backend thread. A client that goes ends it at once: whoever wants to answer later holds it in
// a QPointer together with serial().
class GuardSocket final : public WrappedSocket
{
    Q_OBJECT

public:
    GuardSocket(std::unique_ptr<TcpConnection> inner, RequestGate &gate, GuardServer &server);
    ~GuardSocket() override;

    Exchange &exchange() { return m_exchange; }
    // Another number for every request, and for none once the client has gone.
    quint64 serial() const { return m_serial; }
    bool endsAfterAnswer() const { return m_lastAnswer; }
    bool isUpgrading() const { return m_phase == Phase::Upgrading; }
    EventStream *stream() const { return m_stream; }
    void setStream(EventStream *stream) { m_stream = stream; }

    // The whole answer to the request that is being served.
    void answer(const QByteArray &bytes);
    // Or the head of one, and then its body in pieces. A reader that is too slow is cut off.
    void beginStream(const QByteArray &head);
    void writeStream(QByteArrayView bytes);
    void endStream();
    // Breaks it off, so that nobody takes it for whole.
    void cutStream() { cutOff(); }
    // Or the handshake of a WebSocket, which QHttpServer is to do.
    void beginUpgrade();

    // Of a WebSocket: a message of ours of that size follows. False when the peer has left so much unread
    // that it is cut off instead.
    bool makeRoom(qint64 size);

    // Whether it may go when there are too many: nothing is owed, and who has shown a key is between two
    // requests. Since when.
    bool mayMakeRoom() const { return m_showedKey ? isAtRest() : isReading() || m_phase == Phase::Linger; }
    bool hasShownKey() const { return m_showedKey; }
    // Whether it may not go, and is that person's (empty: of those without a key): an answer is owed, or goes
    // on.
    bool isHeldBy(const QString &user) const
    {
        return m_user == user && m_phase != Phase::Dead && !mayMakeRoom();
    }
    qint64 waitsSince() const { return m_waitsSince; }
    // Ends it now, with a word where a request has begun.
    void evict();

    // Ends the connection when it has nothing to do any more.
    void drain();
    // Waits for no answer any more.
    void giveUp();
    // Looks at the deadlines.
    void tick(qint64 now);

    void disconnectFromHost() override { endAfterWriting(); }
    void close() override { endAfterWriting(); }

protected:
    qint64 writeData(const char *data, qint64 size) override;

private:
    enum class Phase { Idle, Head, Body, Busy, Streaming, Upgrading, Tunnel, Linger, Dead };

    bool isReading() const { return m_phase <= Phase::Body; }
    bool isAtRest() const { return m_phase == Phase::Idle && bytesToWrite() == 0; }
    void readable();
    void peerEnded();
    void endWithPeer();
    void askWhetherRead(qint64 now);
    void readRequests();
    bool readMore();
    void admitRequest();
    void deliverRequest();
    void refuseRequest(const Refusal &refusal);
    void refuseAdmitted(const Refusal &refusal);
    void readTunnel();
    void resumeReading();

    void write(QByteArrayView bytes);
    void finishAnswer();
    void startLingering();
    void endAfterWriting();
    void innerGone();
    void setDeadline(std::chrono::milliseconds time);
    void setBodyDeadline();

    RequestGate &m_gate;
    GuardServer &m_server;
    const GuardLimits &m_limits;
    RequestReader m_reader;
    Exchange m_exchange;
    EventStream *m_stream = nullptr;
    quint64 m_serial = 0;
    qint64 m_deadline = 0; // 0: none
    qint64 m_lastWritten = 0;
    qint64 m_skipped = 0;
    qint64 m_bodyBegan = 0;
    qint64 m_bodyRead = 0;
    qint64 m_askAt = 0;
    qint64 m_waitsSince = 0;
    qint64 m_room = 0; // that a message of ours may fill
    FrameWatch m_frames;
    int m_requests = 0;
    Phase m_phase = Phase::Idle;
    bool m_showedKey = false;
    QString m_user = {}; // whose key that was
    bool m_lastAnswer = false;
    bool m_draining = false;
    bool m_readingRequests = false;
};

} // namespace server
