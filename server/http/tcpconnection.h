// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace server {

// One TCP connection. QTcpSocket takes the end of what a peer sends for the end of the connection, and closes
// it; here the two are different things, because a client may end its side behind its last request and still
// read the answers. Owned by the socket that wraps it; backend thread. Announces readyRead() when there is
// something to read, peerEnded() once, behind the last byte, bytesWritten() when the system took some, and
// closed() once, whoever ended it.
class TcpConnection final : public QObject
{
    Q_OBJECT

public:
    // Takes the descriptor, and closes it in any case.
    explicit TcpConnection(int descriptor);
    ~TcpConnection() override;

    bool isOpen() const { return m_descriptor >= 0; }
    bool hasPeerEnded() const { return m_hasPeerEnded; }
    int descriptor() const { return m_descriptor; }
    const QHostAddress &peerAddress() const { return m_peer; }
    quint16 peerPort() const { return m_peerPort; }
    const QHostAddress &localAddress() const { return m_local; }
    quint16 localPort() const { return m_localPort; }

    qint64 bytesAvailable() const { return m_input.size(); }
    qint64 bytesToWrite() const { return m_output.size() - m_sent; }
    // At most `size` bytes of what has come.
    QByteArray read(qint64 size);
    void write(QByteArrayView bytes);
    // Hands as much to the system as that takes now; the rest follows, as does what was written without this.
    void flush();

    // After what was written: ends our side, or the connection.
    void endWriting();
    void close();
    // Ends it now. What the system has taken already still arrives, unless it is to be thrown away.
    enum class Sent { Arrives, IsDropped };
    void abort(Sent sent);
    // Whether the peer has reset the connection, of which nobody is told who reads no more.
    bool isReset() const;

signals:
    void readyRead();
    void peerEnded();
    void bytesWritten(qint64 count);
    void closed();

private:
    void fill();
    void finishWriting();
    void listen();

    int m_descriptor;
    QHostAddress m_peer;
    QHostAddress m_local;
    quint16 m_peerPort = 0;
    quint16 m_localPort = 0;
    QByteArray m_input;
    QByteArray m_output;
    qsizetype m_sent = 0;
    bool m_hasPeerEnded = false;
    bool m_endsWriting = false;
    bool m_closes = false;
    std::unique_ptr<QSocketNotifier> m_readable;
    std::unique_ptr<QSocketNotifier> m_writable;
};

} // namespace server
