// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QTcpServer>
#include <QUrl>

#include <memory>

class QTcpSocket;

namespace testsupport {

// What a client asked for. Header names are in lower case.
struct HeardRequest
{
    QByteArray method = {};
    QByteArray target = {};
    QHash<QByteArray, QByteArray> headers = {};
    QByteArray body = {};

    QJsonObject json() const;
};

// One scripted answer. The pieces leave one by one, each in a turn of the event loop of its own.
struct FakeReply
{
    // Whole: the answer is framed and ended as HTTP wants it. Cut: the connection is closed after the last
    // piece. Stall: nothing more comes, and the connection stays open.
    enum class End { Whole, Cut, Stall };

    int status = 200;
    QByteArray contentType = "text/event-stream";
    QList<QByteArray> pieces = {};
    End end = End::Whole;
    QList<std::pair<QByteArray, QByteArray>> headers = {};
    bool isSilent = false; // not even a head: with Cut it closes at once, with Stall it never says anything

    // A stream in pieces of `size` bytes, wherever these fall; 0 sends it at once.
    static FakeReply stream(const QByteArray &bytes, qsizetype size = 0, End end = End::Whole);
    static FakeReply json(int status, const QByteArray &body,
                          QList<std::pair<QByteArray, QByteArray>> headers = {});
    static FakeReply silent(End end);
};

// A model's server on 127.0.0.1 that says byte by byte what a test told it to, one reply for each request.
// Speaks HTTP/1.1 with chunked streams and keeps connections open, as real ones do. Owned by the test; its
// thread. A request beyond the script is answered with 418, which no test expects.
class FakeModelServer final : public QObject
{
    Q_OBJECT

public:
    FakeModelServer();
    ~FakeModelServer() override;

    void add(const FakeReply &reply) { m_script.append(reply); }

    QString url(const QString &path = {}) const;
    quint16 port() const { return m_server.serverPort(); }

    const QList<HeardRequest> &requests() const { return m_requests; }
    int connections() const { return m_connections; } // made so far
    int open() const { return static_cast<int>(m_clients.size()); }

private:
    class Client;

    void accept();

    QTcpServer m_server;
    QList<FakeReply> m_script;
    QList<HeardRequest> m_requests;
    QList<Client *> m_clients;
    int m_connections = 0;
};

} // namespace testsupport
