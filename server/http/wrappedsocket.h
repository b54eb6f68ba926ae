// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/tcpconnection.h"

#include <QTcpSocket>

#include <memory>

namespace server {

// A QTcpSocket around a connection that shows its readers only what was offered to them. It looks connected
// until finish(), whatever becomes of the connection. Backend thread.
class WrappedSocket : public QTcpSocket
{
    Q_OBJECT

public:
    explicit WrappedSocket(std::unique_ptr<TcpConnection> inner);
    ~WrappedSocket() override;

    qint64 bytesAvailable() const override;
    qint64 bytesToWrite() const override { return m_inner ? m_inner->bytesToWrite() : 0; }
    bool waitForReadyRead(int) override { return false; }
    bool waitForBytesWritten(int) override { return false; }
    bool waitForDisconnected(int) override { return false; }
    qintptr socketDescriptor() const override { return m_inner ? m_inner->descriptor() : -1; }
    void setSocketOption(SocketOption, const QVariant &) override {}
    QVariant socketOption(SocketOption) override { return {}; }

protected:
    qint64 readData(char *data, qint64 size) override;

    // What readers of this socket find next.
    void offer(const QByteArray &bytes) { m_offered = bytes; }
    void offerMore(const QByteArray &bytes);

    bool isInnerOpen() const { return m_inner && m_inner->isOpen(); }
    // At most `size` bytes of what has come.
    QByteArray readInner(qint64 size);
    qint64 skipInner();
    void writeInner(QByteArrayView bytes);
    void flushInner();
    // Ends our side, as soon as all is written; the other one may still send.
    void endWriting();
    // Ends both, when all is written.
    void endInner();
    // Ends both now; what the system has taken still arrives.
    void letGo();
    // Ends both now, and frees what the system keeps for a peer that does not read.
    void cutOff();
    void releaseInner();
    // Tells the readers that the connection is over.
    void finish();

    TcpConnection *inner() const { return m_inner.get(); }

private:
    std::unique_ptr<TcpConnection> m_inner;
    QByteArray m_offered;
    qsizetype m_taken = 0;
};

} // namespace server
