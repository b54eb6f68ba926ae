// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/daemon.h"

#include <QJsonDocument>
#include <QTcpSocket>
#include <QUrl>

#include <csignal>

using namespace Qt::Literals::StringLiterals;

Daemon::Daemon(QString folder, QStringList options) : m_folder(std::move(folder)), m_options(std::move(options))
{
    m_process.setProgram(u"" SIGNALBOX_BINARY_DIR "/signalboxd"_s);
}

Daemon::~Daemon()
{
    kill();
}

bool Daemon::start()
{
    m_process.setArguments(QStringList{u"--data"_s, m_folder, u"--listen"_s, u"127.0.0.1:0"_s, u"--rate-limit-per-minute"_s, u"0"_s}
                           + m_options);
    m_process.start();
    while (!m_process.canReadLine()) {
        if (m_process.state() == QProcess::NotRunning || !m_process.waitForReadyRead(20'000))
            return false;
    }
    m_hello = QJsonDocument::fromJson(m_process.readLine()).object();
    m_url = m_hello.value(u"url"_s).toString();
    m_port = static_cast<quint16>(QUrl(m_url).port());
    if (m_hello.contains(u"api_key"_s))
        m_key = m_hello.value(u"api_key"_s).toString();
    return m_port != 0;
}

void Daemon::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished(10'000);
}

int Daemon::stop()
{
    m_process.terminate();
    if (!m_process.waitForFinished(12'000)) {
        kill();
        return -1;
    }
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

Daemon::Answer Daemon::request(const QByteArray &method, const QByteArray &path, const QJsonObject &body) const
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
    if (!socket.waitForConnected(5000))
        return {};
    const QByteArray text = body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact);
    socket.write(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-API-Key: " + m_key.toLatin1()
                 + "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(text.size()) + "\r\n\r\n" + text);
    QByteArray answer;
    while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(20'000))
        answer += socket.readAll();
    answer += socket.readAll();
    const qsizetype head = answer.indexOf("\r\n\r\n");
    if (head < 0)
        return {};
    return {.status = answer.mid(9, 3).toInt(), .json = QJsonDocument::fromJson(answer.sliced(head + 4)).object()};
}
