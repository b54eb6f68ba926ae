// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/server.h"

#include <QHash>
#include <QTcpSocket>
#include <QTest>

#include <functional>
#include <map>
#include <memory>

// The real server on a port of its own, with what it needs of others played by the test.

namespace tests {

// Knows the keys that a test gives it.
class KeyTable final : public server::Authenticator
{
public:
    std::map<QByteArray, core::Principal> keys;

    core::Result<core::Principal> authenticate(QByteArrayView token) override
    {
        const auto found = keys.find(token.toByteArray());
        if (found == keys.end())
            return core::failure(core::ErrorCode::Unauthenticated, QStringLiteral("Invalid API key"));
        return found->second;
    }
};

// A journal that commits when the test says so.
class HandGate final : public server::CommitGate
{
public:
    bool open = false;
    int registrations = 0;

    bool isOpen() const override { return open; }
    void whenCommitted(QObject *context, std::function<void(const core::Result<void> &)> then) override
    {
        ++registrations;
        m_context = context;
        m_then = std::move(then);
    }
    void commit(const core::Result<void> &outcome = {})
    {
        open = false;
        if (m_context && m_then)
            std::exchange(m_then, {})(outcome);
    }

private:
    QPointer<QObject> m_context;
    std::function<void(const core::Result<void> &)> m_then;
};

struct Answer
{
    int status = 0;
    QByteArray head;
    QByteArray body;

    QByteArray header(QByteArrayView name) const
    {
        for (const QByteArray &line : head.split('\n')) {
            const qsizetype colon = line.indexOf(':');
            if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
                return line.sliced(colon + 1).trimmed();
        }
        return {};
    }
    int count(QByteArrayView name) const
    {
        return int(head.toLower().count(QByteArray("\r\n" + name.toByteArray().toLower() + ':')));
    }
};

// A client that sends any bytes and takes answers apart with code that shares nothing with the server.
class Client
{
public:
    explicit Client(quint16 port)
    {
        socket.connectToHost(QHostAddress::LocalHost, port);
        const auto settled = [this] {
            return socket.state() == QTcpSocket::ConnectedState ||
                   socket.state() == QTcpSocket::UnconnectedState;
        };
        isConnected = QTest::qWaitFor(settled) && socket.state() == QTcpSocket::ConnectedState;
    }

    // What was watched in `input` alone is heard now.
    ~Client()
    {
        Answer answer;
        if (heard)
            take(answer, false);
    }
    Q_DISABLE_COPY_MOVE(Client)

    void send(const QByteArray &bytes)
    {
        socket.write(bytes);
        socket.flush();
    }

    // The next answer; status 0 when the connection ends or stays silent.
    Answer receive(bool toHead = false, int patience = 5000)
    {
        Answer answer;
        const bool whole = QTest::qWaitFor([&] { return take(answer, toHead) || closed(); }, patience);
        if (!whole || answer.status == 0)
            take(answer, toHead);
        return answer;
    }

    Answer ask(const QByteArray &bytes)
    {
        send(bytes);
        return receive(bytes.startsWith("HEAD "));
    }

    // Waits until the text has come; everything so far stays in `input`.
    bool sees(const QByteArray &text, int patience = 5000)
    {
        return QTest::qWaitFor([&] { return read().contains(text); }, patience);
    }

    bool ends(int patience = 5000)
    {
        return QTest::qWaitFor(
            [&] {
                read();
                return closed();
            },
            patience);
    }

    bool closed() const
    {
        return socket.state() == QTcpSocket::UnconnectedState && socket.bytesAvailable() == 0;
    }
    const QByteArray &read() { return input += socket.readAll(); }

    QTcpSocket socket;
    QByteArray input;
    bool isConnected = false;
    std::function<void(const Answer &)> heard = {}; // is told of each answer that was received

private:
    bool take(Answer &answer, bool toHead)
    {
        read();
        const qsizetype end = input.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        Answer read;
        read.head = input.first(end + 2);
        read.status = read.head.mid(9, 3).toInt();
        const bool none = toHead || read.status < 200 || read.status == 204 || read.status == 304;
        const qsizetype size = none ? 0 : read.header("content-length").toLongLong();
        if (input.size() < end + 4 + size)
            return false;
        read.body = input.sliced(end + 4, size);
        input = input.sliced(end + 4 + size);
        answer = read;
        if (heard && answer.status >= 200)
            heard(answer);
        return true;
    }
};

// "GET /path HTTP/1.1" with a Host and, usually, a key.
inline QByteArray request(const QByteArray &line, const QByteArray &headers = {}, const QByteArray &body = {})
{
    QByteArray text = line + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers;
    if (!body.isEmpty())
        text += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return text + "\r\n" + body;
}

struct TestServer
{
    explicit TestServer(std::vector<server::Surface> surfaces, server::ServerOptions options = {},
                        server::RequestObserver *observer = nullptr, quint16 wanted = 0)
    {
        options.limits.tick = std::min(options.limits.tick, std::chrono::milliseconds(20));
        options.limits.askTime = std::min(options.limits.askTime, std::chrono::milliseconds(200));
        auto made = server::Server::create(
            options, std::move(surfaces),
            {.authenticator = keys, .commits = gate, .rates = rates, .observer = observer});
        if (!made) {
            error = made.error();
            return;
        }
        server = *std::move(made);
        const auto bound = server->listen(QStringLiteral("127.0.0.1"), wanted);
        if (bound)
            port = *bound;
        else
            error = bound.error();
    }

    KeyTable keys;
    HandGate gate;
    core::FakeClock clock;
    core::RateCounter rates{clock};
    core::Error error;
    std::unique_ptr<server::Server> server;
    quint16 port = 0;
};

} // namespace tests
