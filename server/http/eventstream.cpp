// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/eventstream.h"

#include "server/http/guardsocket.h"

#include <utility>

namespace server {

namespace {

constexpr qsizetype waitingAtMost = 1024 * 1024;

void appendLine(QByteArray &frame, QByteArrayView name, QByteArrayView value)
{
    frame.append(name).append(": ");
    for (const char c : value) {
        if (c != '\r' && c != '\n' && c != '\0')
            frame.append(c);
    }
    frame.append('\n');
}

} // namespace

QByteArray frameOf(const StreamEvent &event)
{
    QByteArray frame;
    frame.reserve(event.id.size() + event.event.size() + event.data.size() + 32);
    if (!event.id.isEmpty())
        appendLine(frame, "id", event.id);
    if (!event.event.isEmpty())
        appendLine(frame, "event", event.event);
    if (!event.data.contains('\n') && !event.data.contains('\r')) {
        frame.append("data: ").append(event.data).append('\n');
    } else {
        for (const QByteArray &line : event.data.split('\n'))
            appendLine(frame, "data", line);
    }
    frame.append('\n');
    return frame;
}

EventStream::EventStream(GuardSocket &socket)
    : QObject(&socket)
    , m_socket(&socket)
{
}

EventStream::~EventStream() = default;

void EventStream::addHeader(QByteArray name, QByteArray value)
{
    if (m_state == State::Waiting)
        m_headers.append({std::move(name), std::move(value)});
}

void EventStream::send(const StreamEvent &event)
{
    write(frameOf(event));
}

void EventStream::comment(QByteArrayView text)
{
    if (m_state == State::Open && unread() >= readAhead)
        return;
    QByteArray frame(": ");
    for (const char c : text) {
        if (c != '\r' && c != '\n')
            frame.append(c);
    }
    write(frame.append("\n\n"));
}

void EventStream::setHeartbeat(std::chrono::milliseconds interval, QByteArray text)
{
    m_interval = interval;
    m_heartbeat = std::move(text);
}

void EventStream::setFarewell(QByteArray data)
{
    m_farewell = std::move(data);
}

void EventStream::interrupt()
{
    if (!m_farewell.isEmpty())
        send({.data = m_farewell});
    close();
}

void EventStream::write(QByteArrayView bytes)
{
    m_lastSent = 0;
    if (m_state == State::Open && m_socket)
        m_socket->writeStream(bytes);
    else if (m_state == State::Waiting && m_waiting.size() <= waitingAtMost && !m_isBroken)
        m_waiting.append(bytes);
    else if (m_state == State::Waiting)
        m_isBroken = true;
}

qint64 EventStream::unread() const
{
    if (m_state == State::Waiting)
        return m_waiting.size();
    return m_socket ? m_socket->bytesToWrite() : 0;
}

void EventStream::open()
{
    if (m_state != State::Waiting)
        return;
    m_state = State::Open;
    if (m_socket && !m_waiting.isEmpty())
        m_socket->writeStream(std::exchange(m_waiting, {}));
    // Nothing that was left out may look like a whole stream.
    if (m_isBroken && m_socket)
        m_socket->cutStream();
    else if (m_closeWhenOpen)
        close();
    else
        emit taken();
}

void EventStream::close()
{
    if (m_state == State::Waiting) {
        m_closeWhenOpen = true;
        return;
    }
    if (m_state == State::Closed)
        return;
    const QPointer<GuardSocket> socket = m_socket;
    finish();
    if (socket)
        socket->endStream();
}

void EventStream::breakOff()
{
    m_isBroken = true;
    if (m_state == State::Open && m_socket)
        m_socket->cutStream();
}

void EventStream::finish()
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_socket.clear();
    deleteLater();
    emit closed();
}

void EventStream::beat(qint64 now)
{
    if (m_state != State::Open || m_interval.count() <= 0)
        return;
    if (m_lastSent == 0) {
        m_lastSent = now;
    } else if (now - m_lastSent >= m_interval.count()) {
        comment(m_heartbeat);
        m_lastSent = now;
    }
}

} // namespace server
