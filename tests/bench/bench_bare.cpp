// SPDX-License-Identifier: GPL-3.0-or-later
// The measure for every rate: a bare QHttpServer that answers a constant. Prints its port.
#include <QCoreApplication>
#include <QHttpServer>
#include <QTcpServer>

#include <cstdio>

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QHttpServer server;
    server.route(QStringLiteral("/ping"),
                 [] { return QHttpServerResponse("text/plain", QByteArray("pong")); });
    auto *listener = new QTcpServer(&server);
    if (!listener->listen(QHostAddress::LocalHost, 0))
        return 1;
    server.bind(listener);
    std::printf("%u\n", listener->serverPort());
    std::fflush(stdout);
    return QCoreApplication::exec();
}
