// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QPointer>
#include <QString>

#include <chrono>
#include <memory>

class QWebSocket;

namespace server {

class GuardSocket;

// One open WebSocket that an endpoint accepted. Owns the QWebSocket; owned by the server; backend thread.
// Announces received() and, exactly once, closed(), after which it is deleted by the event loop. Messages
// are limited in size, a peer that does not read or does not answer pings is cut off.
class WebSocket final : public QObject
{
    Q_OBJECT

public:
    WebSocket(std::unique_ptr<QWebSocket> socket, GuardSocket &connection, qint64 largestMessage,
              QObject *parent);
    ~WebSocket() override;

    bool isOpen() const { return !m_closed; }
    void send(const QString &text);
    void send(const QByteArray &utf8) { send(QString::fromUtf8(utf8)); }

    // Bytes that wait for the client to read; below `readAhead` it is worth telling more. Beyond the limit of
    // the guard the next message cuts it off.
    qint64 unread() const;
    static constexpr qint64 readAhead = 256 * 1024;
    bool hasRoom() const { return isOpen() && unread() < readAhead; }

    // Normal is 1000, going away 1001, a policy that was broken 1008.
    void close(int code = 1000, const QString &reason = {});

    // Pings at the interval and cuts a peer that was silent for `patience`. 20 s and 60 s unless set.
    void setPing(std::chrono::milliseconds interval, std::chrono::milliseconds patience);
    // At most this many bytes a message; more closes with 1009.
    void setLargestMessage(qint64 bytes);

signals:
    void received(const QString &text);
    void closed();
    // The client has read some.
    void taken();

private:
    friend class WebSocketHub;
    void look(qint64 now); // called by the guard's clock
    void finish();

    std::unique_ptr<QWebSocket> m_socket;
    QPointer<GuardSocket> m_connection; // that it goes over; its own
    std::chrono::milliseconds m_interval{20'000};
    std::chrono::milliseconds m_patience{60'000};
    qint64 m_lastPing = 0;
    qint64 m_lastHeard = 0;
    qint64 m_closingSince = 0;
    bool m_closing = false;
    bool m_closed = false;
};

} // namespace server
