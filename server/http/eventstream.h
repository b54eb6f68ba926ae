// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/response.h"

#include <QObject>
#include <QPointer>

#include <chrono>

namespace server {

class GuardSocket;

// One event of a text/event-stream. Empty parts are left out.
struct StreamEvent
{
    QByteArray id = {};
    QByteArray event = {};
    QByteArray data = {};
};

// The frame of an event: a line break in `data` becomes a second data line, one in the others is dropped.
QByteArray frameOf(const StreamEvent &event);

// An open stream of server-sent events. Owned by its connection; backend thread. Announces closed() exactly
// once, whoever ended it, and is gone when control returns to the event loop: hold it in a QPointer or
// connect to closed(). What is sent before the handler returned follows the answer's head.
// Who feeds it looks whether there is room, and goes on at taken(); what is sent without room, beyond the
// limit of the guard, cuts the client off, and he can resume by the id of his last event.
class EventStream final : public QObject
{
    Q_OBJECT

public:
    explicit EventStream(GuardSocket &socket);
    ~EventStream() override;

    // Before the handler returns: a further header of the answer.
    void addHeader(QByteArray name, QByteArray value);

    // Before the handler returns: there is nothing to tell any more, so the answer is 204, after which a
    // browser's EventSource does not come back.
    void decline() { m_isDeclined = true; }
    bool isDeclined() const { return m_isDeclined; }

    bool isOpen() const { return m_state != State::Closed; }
    void send(const StreamEvent &event);
    // Shows that there is somebody; left out for who has other things to read.
    void comment(QByteArrayView text);
    // Sends a comment whenever nothing was sent for that long. The default is "ping" every 10 s; 0 is never.
    void setHeartbeat(std::chrono::milliseconds interval, QByteArray text = "ping");
    // What the client is told when the stream is ended by the server and not by who feeds it; nothing unless
    // set.
    void setFarewell(QByteArray data);
    // Ends the stream after what was sent.
    void close();
    // Breaks it off after what was sent, so that nobody takes it for whole.
    void breakOff();
    // Bytes that wait for the client to read; below `readAhead` it is worth telling more.
    qint64 unread() const;
    static constexpr qint64 readAhead = 256 * 1024;
    bool hasRoom() const { return isOpen() && unread() < readAhead; }
    // Ends it in the middle: the server is stopped, or the caller's rights have ended.
    void interrupt();
    // Once closed: whether the client went, or was cut off, before anybody here ended the stream.
    bool wasLeft() const { return m_wasLeft; }

signals:
    void closed();
    // The client has read some.
    void taken();

private:
    friend class GuardSocket;
    friend class Outbox;
    enum class State { Waiting, Open, Closed };

    void open();           // the head is out; what waited follows
    void finish();         // the connection is gone or the stream has ended
    void beat(qint64 now); // called by the guard's clock
    void write(QByteArrayView bytes);

    QPointer<GuardSocket> m_socket;
    QList<Header> m_headers;
    QByteArray m_waiting;
    QByteArray m_heartbeat = "ping";
    QByteArray m_farewell;
    std::chrono::milliseconds m_interval{10'000};
    qint64 m_lastSent = 0;
    State m_state = State::Waiting;
    bool m_closeWhenOpen = false;
    bool m_isBroken = false; // it ends without having been told in full
    bool m_isDeclined = false;
    bool m_wasLeft = false;
};

} // namespace server
