// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpSocket>

#include <memory>

namespace server {

// A QTcpSocket that wraps another one, plain or TLS, and shows its readers only what was offered to them. The
// outer socket looks connected until finish(), whatever becomes of the inner one. Backend thread.
class WrappedSocket : public QTcpSocket
{
    Q_OBJECT

public:
    explicit WrappedSocket(std::unique_ptr<QTcpSocket> inner);
    ~WrappedSocket() override;

    qint64 bytesAvailable() const override;
    qint64 bytesToWrite() const override { return m_inner ? m_inner->bytesToWrite() : 0; }
    bool waitForReadyRead(int) override { return false; }
    bool waitForBytesWritten(int) override { return false; }
    bool waitForDisconnected(int) override { return false; }
    qintptr socketDescriptor() const override { return m_inner ? m_inner->socketDescriptor() : -1; }
    void setSocketOption(SocketOption option, const QVariant &value) override;
    QVariant socketOption(SocketOption option) override;

protected:
    static constexpr qint64 innerBuffer = 64 * 1024; // what is read ahead while nobody takes it

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
    // Ends both now, and frees what the system keeps for a peer that does not read.
    void cutOff();
    void releaseInner();
    // Tells the readers that the connection is over.
    void finish();

    QTcpSocket *inner() const { return m_inner.get(); }

private:
    std::unique_ptr<QTcpSocket> m_inner;
    QByteArray m_offered;
    qsizetype m_taken = 0;
    bool m_endsWriting = false;
};

} // namespace server
