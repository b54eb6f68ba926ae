// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QJsonObject>
#include <QProcess>

#include <csignal>

namespace tests {

// A real signalboxd with its data in a folder of the test, on a free port, with nothing of the environment's
// Signalbox settings. Killed when it goes out of scope.
class DaemonProcess
{
public:
    struct Answer
    {
        int status = 0; // 0: there was none
        QByteArray body = {};
        QHash<QByteArray, QByteArray> headers = {}; // by their names in lower case

        QJsonObject json() const;
    };

    explicit DaemonProcess(const QString &dataFolder);
    ~DaemonProcess();

    // Starts it by way of this program from now on, which is given the whole command.
    void runBy(const QStringList &wrapper) { m_wrapper = wrapper; }
    // Starts it and waits for its line. False when it ended instead.
    bool start(const QStringList &arguments = {}, const QStringList &environment = {});
    // Starts it and waits for its end; the exit code, or -1 for a crash.
    int run(const QStringList &arguments, const QStringList &environment = {});
    // Sends a signal and waits for the end; the exit code, or -1 when the signal itself ended it.
    int stop(int signal = SIGTERM);

    QJsonObject line() const { return m_line; }
    QString url() const;
    QString key() const;
    QByteArray output() const { return m_output; }
    // All that went to stderr so far.
    QByteArray log();
    QProcess &process() { return m_process; }
    // What it and the threads that it has used of the processor until now.
    double processorSeconds() const;

    Answer get(const QString &path, const QString &key = {}) const;
    Answer post(const QString &path, const QJsonObject &body, const QString &key,
                const QByteArray &prefer = {}, const QByteArray &idempotencyKey = {}) const;
    Answer patch(const QString &path, const QJsonObject &body, const QString &key) const;

private:
    void launch(const QStringList &arguments, const QStringList &environment);
    int waitForEnd();

    QString m_folder;
    QStringList m_wrapper;
    QProcess m_process;
    QJsonObject m_line;
    QByteArray m_output;
    QByteArray m_log;
};

} // namespace tests
