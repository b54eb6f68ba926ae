// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/guardlimits.h"

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QHash>
#include <QHostAddress>
#include <QSet>
#include <QTcpServer>

#include <memory>

namespace server {

class GuardSocket;
class RequestGate;

// Accepts connections, as many as the limits allow, and wraps each in a GuardSocket. Beyond that, the one
// that has waited longest without having shown a key makes room, so nobody is locked out by connections that
// do nothing; and those that cannot go, because something is owed to them, are never all of them without a
// key, so that who has one always gets in. Has the one clock that all their deadlines are looked at by. Owned
// by Server; backend thread. Announces emptied() when the last connection has ended after drain().
class GuardServer : public QTcpServer
{
    Q_OBJECT

public:
    GuardServer(const GuardLimits &limits, RequestGate &gate);
    ~GuardServer() override;

    const GuardLimits &limits() const { return m_limits; }
    int connections() const { return int(m_sockets.size()); }
    qint64 refused() const { return m_refused; }

    // Takes no new connections and ends each one when it has nothing to do.
    void drain();
    // Tells those who still wait for an answer that there will be none.
    void giveUp();

    // For GuardSocket.
    qint64 now() const { return m_clock.elapsed() + 1; }
    quint64 nextSerial() { return ++m_serial; }
    void countRefusal() { ++m_refused; }
    // The answer to a connection that there is no room for.
    static QByteArrayView tooMany();
    void forget(GuardSocket &socket);
    // Whether one more that takes time may be carried out for that person (empty: for those without a key).
    bool mayHoldMore(const QString &user, const QHostAddress &peer) const;
    void announce(GuardSocket &socket);
    // The socket whose request QHttpServer is being told of.
    GuardSocket *current() const { return m_current; }

signals:
    void emptied();

protected:
    void incomingConnection(qintptr descriptor) override;
    void timerEvent(QTimerEvent *event) override;

private:
    bool hasRoomFor(const QHostAddress &peer) const;
    bool makeRoomFor(const QHostAddress &peer);

    GuardLimits m_limits;
    RequestGate &m_gate;
    QSet<GuardSocket *> m_sockets;
    QHash<QHostAddress, int> m_perAddress;
    QElapsedTimer m_clock;
    QBasicTimer m_timer;
    GuardSocket *m_current = nullptr;
    quint64 m_serial = 0;
    qint64 m_refused = 0;
    bool m_draining = false;
};

} // namespace server
