// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakemodelserver.h"

#include <QHostAddress>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QTimer>

namespace testsupport {

using namespace Qt::Literals::StringLiterals;

QJsonObject HeardRequest::json() const
{
    return QJsonDocument::fromJson(body).object();
}

FakeReply FakeReply::stream(const QByteArray &bytes, qsizetype size, End end)
{
    FakeReply reply{.end = end};
    const qsizetype step = size > 0 ? size : bytes.size();
    for (qsizetype at = 0; at < bytes.size(); at += step)
        reply.pieces.append(bytes.mid(at, step));
    return reply;
}

FakeReply FakeReply::json(int status, const QByteArray &body,
                          QList<std::pair<QByteArray, QByteArray>> headers)
{
    return {
        .status = status, .contentType = "application/json", .pieces = {body}, .headers = std::move(headers)};
}

FakeReply FakeReply::silent(End end)
{
    return {.end = end, .isSilent = true};
}

// One connection: reads requests one after the other and plays the reply to each.
class FakeModelServer::Client final : public QObject
{
public:
    Client(QTcpSocket *socket, FakeModelServer &server)
        : QObject(&server)
        , m_socket(socket)
        , m_server(server)
    {
        socket->setParent(this);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        connect(socket, &QTcpSocket::readyRead, this, &Client::read);
        connect(socket, &QTcpSocket::disconnected, this, [this] {
            m_server.m_clients.removeOne(this);
            deleteLater();
        });
    }

private:
    void read()
    {
        m_received += m_socket->readAll();
        const qsizetype headEnd = m_received.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return;
        HeardRequest request = headOf(m_received.first(headEnd));
        const qsizetype length = request.headers.value("content-length").toLongLong();
        if (m_received.size() < headEnd + 4 + length)
            return;
        request.body = m_received.mid(headEnd + 4, length);
        m_received.remove(0, headEnd + 4 + length);
        m_server.m_requests.append(request);
        if (m_server.m_script.isEmpty())
            play(FakeReply::json(418, "{}"));
        else
            play(m_server.m_script.takeFirst());
    }

    static HeardRequest headOf(const QByteArray &bytes)
    {
        HeardRequest request;
        QList<QByteArray> lines = bytes.split('\n');
        const QList<QByteArray> words = lines.takeFirst().trimmed().split(' ');
        request.method = words.value(0);
        request.target = words.value(1);
        for (const QByteArray &line : lines) {
            const qsizetype colon = line.indexOf(':');
            request.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        }
        return request;
    }

    void play(const FakeReply &reply)
    {
        m_reply = reply;
        if (!reply.isSilent) {
            QByteArray head =
                "HTTP/1.1 " + QByteArray::number(reply.status) + " Said\r\nTransfer-Encoding: chunked\r\n";
            if (!reply.contentType.isEmpty())
                head += "Content-Type: " + reply.contentType + "\r\n";
            for (const auto &[name, value] : reply.headers)
                head += name + ": " + value + "\r\n";
            m_socket->write(head + "\r\n");
        }
        playNext();
    }

    void playNext()
    {
        if (m_reply.pieces.isEmpty())
            return finish();
        const QByteArray piece = m_reply.pieces.takeFirst();
        if (!piece.isEmpty()) // an empty chunk would be the end
            m_socket->write(QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n");
        m_socket->flush();
        QTimer::singleShot(0, this, &Client::playNext);
    }

    void finish()
    {
        if (m_reply.end == FakeReply::End::Cut)
            m_socket->disconnectFromHost();
        else if (m_reply.end == FakeReply::End::Whole)
            m_socket->write("0\r\n\r\n");
    }

    QTcpSocket *m_socket;
    FakeModelServer &m_server;
    QByteArray m_received;
    FakeReply m_reply;
};

FakeModelServer::FakeModelServer()
{
    connect(&m_server, &QTcpServer::newConnection, this, &FakeModelServer::accept);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("The fake model server cannot listen on 127.0.0.1.");
}

FakeModelServer::~FakeModelServer()
{
    // A socket says that it is disconnected while it is destroyed, and by then the list would be gone.
    for (Client *client : std::exchange(m_clients, {})) {
        client->disconnect();
        delete client;
    }
}

QString FakeModelServer::url(const QString &path) const
{
    return u"http://127.0.0.1:%1%2"_s.arg(port()).arg(path);
}

void FakeModelServer::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        ++m_connections;
        m_clients.append(new Client(socket, *this));
    }
}

} // namespace testsupport
