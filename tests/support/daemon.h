// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QString>

// The real signalboxd as a process of its own, on a free port of loopback. Killed with the object.
class Daemon
{
public:
    struct Answer
    {
        int status = 0; // 0: the connection broke before an answer
        QJsonObject json = {};
    };

    explicit Daemon(QString folder, QStringList options = {});
    ~Daemon();

    // Starts it and reads the line that it prints when it serves; false when it ended or said nothing.
    bool start();
    void kill();                   // SIGKILL, and waits until it is gone
    int stop();                    // SIGTERM; the exit code, or -1 when it had to be killed
    qint64 processId() const { return m_process.processId(); }
    QString url() const { return m_url; }
    quint16 port() const { return m_port; }
    QString key() const { return m_key; } // of the first start on a new folder
    QByteArray errors() { return m_process.readAllStandardError(); }
    QJsonObject hello() const { return m_hello; }

    // One request over a connection of its own; blocks.
    Answer request(const QByteArray &method, const QByteArray &path, const QJsonObject &body = {}) const;

private:
    QString m_folder;
    QStringList m_options;
    QProcess m_process;
    QJsonObject m_hello;
    QString m_url;
    QString m_key;
    quint16 m_port = 0;
};
