// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/httpexchange.h"

#include "core/place/capability.h"

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslSocket>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto longestConnect = 6s;

bool isSecure(const QUrl &url)
{
    return url.scheme() == u"https";
}

int portOf(const QUrl &url)
{
    return url.port(isSecure(url) ? 443 : 80);
}

QByteArray hostHeader(const QUrl &url)
{
    QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
    if (host.contains(':'))
        host = '[' + host + ']';
    return url.port() < 0 ? host : QByteArray(host + ':' + QByteArray::number(url.port()));
}

QByteArray headOf(const HttpRequest &request)
{
    QByteArray target =
        request.url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
    if (!target.startsWith('/'))
        target.prepend('/');
    const QByteArray method = request.body == HttpReplyParser::Body::None ? "HEAD" : request.method;
    QByteArray head = method + ' ' + target + " HTTP/1.1\r\nHost: " + hostHeader(request.url) +
                      "\r\nUser-Agent: Signalbox/0.1\r\nAccept: text/html, text/*, application/json, "
                      "application/xml;q=0.9\r\n"
                      "Accept-Encoding: identity\r\nConnection: close\r\n";
    for (const auto &[name, value] : request.headers)
        head += name + ": " + value + "\r\n";
    if (method != "GET" && method != "HEAD")
        head += "Content-Length: " + QByteArray::number(request.content.size()) + "\r\n";
    return head + "\r\n";
}

// Names are tokens and values lines: nothing else can be a header, and none of those that frame the message.
bool areSafeHeaders(const HttpRequest &request)
{
    static const QByteArrayList own{"host", "connection", "content-length", "transfer-encoding",
                                    "accept-encoding"};
    return std::ranges::all_of(request.headers, [](const auto &header) {
        const bool isName = !header.first.isEmpty() && std::ranges::all_of(header.first, [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                   c == '_';
        });
        const bool isValue =
            std::ranges::all_of(header.second, [](char c) { return c == '\t' || (c >= 0x20 && c < 0x7f); });
        return isName && isValue && !own.contains(header.first.toLower());
    });
}

// What comes from people is encoded by QUrl; a character that could end the line is refused all the same.
bool isSafeHead(const QByteArray &head)
{
    const QByteArray line = head.first(head.indexOf(" HTTP/1.1\r\n"));
    const QByteArray target = line.sliced(line.indexOf(' ') + 1);
    return std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f; });
}

Error unreachable(const QUrl &url, const QString &detail)
{
    Error error = failure(ErrorCode::Unavailable, u"“%1” could not be reached."_s.arg(url.host()), detail);
    error.retry = Retry::Later;
    return error;
}

} // namespace

HttpExchange::HttpExchange(const HttpRequest &request, const QList<QHostAddress> &addresses, QObject *parent)
    : QObject(parent)
    , m_request(request)
    , m_addresses(addresses)
    , m_parser(request.body, request.mostBytes)
{
    m_connecting.setSingleShot(true);
    m_connecting.setInterval(longestConnect);
    connect(&m_connecting, &QTimer::timeout, this, &HttpExchange::connectNext);
    QMetaObject::invokeMethod(this, &HttpExchange::connectNext, Qt::QueuedConnection);
}

void HttpExchange::connectNext()
{
    dropSocket();
    if (m_addresses.isEmpty())
        return finish(unreachable(m_request.url, u"no address took the connection"_s));
    const QHostAddress address = m_addresses.takeFirst();
    m_socket = new QSslSocket(this);
    // A proxy would resolve the name by itself.
    m_socket->setProxy(QNetworkProxy::NoProxy);
    connect(m_socket, &QAbstractSocket::errorOccurred, this, &HttpExchange::handleError);
    connect(m_socket, &QAbstractSocket::disconnected, this, &HttpExchange::handleEnd);
    connect(m_socket, &QAbstractSocket::readyRead, this, &HttpExchange::read);
    m_connecting.start();
    const auto port = quint16(portOf(m_request.url));
    if (!isSecure(m_request.url)) {
        connect(m_socket, &QAbstractSocket::connected, this, &HttpExchange::send);
        m_socket->connectToHost(address, port);
        return;
    }
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.addCaCertificates(m_request.authorities);
    m_socket->setSslConfiguration(configuration);
    connect(m_socket, &QSslSocket::encrypted, this, &HttpExchange::send);
    m_socket->connectToHostEncrypted(address.toString(), port, m_request.url.host(QUrl::FullyEncoded));
}

void HttpExchange::send()
{
    m_connecting.stop();
    m_sent = true;
    const QByteArray head = headOf(m_request);
    if (!isSafeHead(head))
        return finish(invalid(u"url"_s, u"url: has characters that are not allowed"_s));
    if (!areSafeHeaders(m_request))
        return finish(
            invalid(u"headers"_s, u"headers: a name or a value has characters that are not allowed"_s));
    m_socket->write(head);
    m_socket->write(m_request.content);
}

void HttpExchange::read()
{
    if (!m_socket || !m_sent)
        return;
    if (auto fed = m_parser.feed(m_socket->readAll()); !fed)
        return finish(fed.error());
    if (m_parser.isDone())
        finish(m_parser.reply());
}

void HttpExchange::handleError()
{
    if (!m_socket)
        return;
    const QAbstractSocket::SocketError error = m_socket->error();
    if (error == QAbstractSocket::SslHandshakeFailedError) {
        return finish(
            failure(ErrorCode::Unavailable,
                    QString(u"The certificate of “%1” cannot be trusted, so nothing was fetched. %2"_s
                                .arg(m_request.url.host(), whyMissing(Need::Certificates))
                                .trimmed()),
                    m_socket->errorString()));
    }
    if (!m_sent) {
        // Not from within the socket's own signal.
        QMetaObject::invokeMethod(this, &HttpExchange::connectNext, Qt::QueuedConnection);
        return dropSocket();
    }
    if (error != QAbstractSocket::RemoteHostClosedError)
        finish(unreachable(m_request.url, m_socket->errorString()));
}

void HttpExchange::handleEnd()
{
    read();
    if (!m_socket || !m_sent)
        return;
    if (auto ended = m_parser.end(); !ended)
        return finish(ended.error());
    finish(m_parser.reply());
}

void HttpExchange::dropSocket()
{
    m_connecting.stop();
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->deleteLater();
    m_socket = nullptr;
}

void HttpExchange::finish(const Result<HttpReply> &reply)
{
    dropSocket();
    QMetaObject::invokeMethod(
        this, [this, reply] { emit finished(reply); }, Qt::QueuedConnection);
}

} // namespace core
