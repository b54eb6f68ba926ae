// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/httpreplyparser.h"

#include <QHostAddress>
#include <QObject>
#include <QSslCertificate>
#include <QTimer>
#include <QUrl>

class QSslSocket;

namespace core {

struct HttpRequest
{
    QUrl url = {};
    HttpReplyParser::Body body = HttpReplyParser::Body::Expected; // None sends HEAD
    QByteArray method = "GET";                                    // with a body expected
    QList<std::pair<QByteArray, QByteArray>> headers = {};        // besides the usual ones
    QByteArray content = {};                                      // that is sent
    qint64 mostBytes = 2 * 1024 * 1024;
    QList<QSslCertificate> authorities = {}; // trusted besides those of the system
};

// One request over a connection of its own, to addresses that were checked before: the name in the URL is
// never resolved again, so it cannot come to mean another machine; certificates are still those of the name.
// Takes no proxy, follows no redirect, unpacks nothing. Owned by its parent; backend thread. Emits finished()
// once, from the event loop; destroying it stops it. Has no time limit but for connecting.
class HttpExchange final : public QObject
{
    Q_OBJECT

public:
    // Tries the addresses in turn until one takes the connection. Begins in the next turn of the event loop.
    HttpExchange(const HttpRequest &request, const QList<QHostAddress> &addresses, QObject *parent);

signals:
    void finished(const core::Result<core::HttpReply> &reply);

private:
    void connectNext();
    void send();
    void read();
    void handleError();
    void handleEnd();
    void dropSocket();
    void finish(const Result<HttpReply> &reply);

    HttpRequest m_request;
    QList<QHostAddress> m_addresses;
    HttpReplyParser m_parser;
    QSslSocket *m_socket = nullptr;
    QTimer m_connecting;
    bool m_sent = false;
};

} // namespace core
