// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/daemonprocess.h"

#include "tests/support/testsuite.h"

#include <unistd.h>

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>

#include <chrono>

namespace tests {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto longest = 20s;

DaemonProcess::Answer answerOf(QNetworkReply *reply)
{
    QSignalSpy finished(reply, &QNetworkReply::finished);
    if (!reply->isFinished())
        finished.wait(int(std::chrono::milliseconds(longest).count()));
    DaemonProcess::Answer answer{.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
                                 .body = reply->readAll()};
    for (const auto &[name, value] : reply->rawHeaderPairs())
        answer.headers.insert(name.toLower(), value);
    reply->deleteLater();
    return answer;
}

QNetworkRequest requestFor(const QString &url, const QString &key)
{
    QNetworkRequest request{QUrl(url)};
    if (!key.isEmpty())
        request.setRawHeader("X-API-Key", key.toLatin1());
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    return request;
}

} // namespace

QJsonObject DaemonProcess::Answer::json() const
{
    return QJsonDocument::fromJson(body).object();
}

DaemonProcess::DaemonProcess(const QString &dataFolder)
    : m_folder(dataFolder)
{
}

DaemonProcess::~DaemonProcess()
{
    m_process.kill();
    m_process.waitForFinished();
}

void DaemonProcess::launch(const QStringList &arguments, const QStringList &environment)
{
    QProcessEnvironment variables;
    for (const QString &name :
         {u"PATH"_s, u"LD_LIBRARY_PATH"_s, u"ASAN_OPTIONS"_s, u"UBSAN_OPTIONS"_s, u"LC_ALL"_s})
        variables.insert(name, QProcessEnvironment::systemEnvironment().value(name));
    variables.insert(u"HOME"_s, m_folder + u"-home"_s);
    for (const QString &entry : environment)
        variables.insert(entry.section(u'=', 0, 0), entry.section(u'=', 1));
    m_line = {};
    m_output.clear();
    m_log.clear();
    m_process.setProcessEnvironment(variables);
    QStringList command = m_wrapper;
    command += {testsupport::programFolder() + u"/signalboxd"_s, u"--data"_s, m_folder, u"--listen"_s,
                u"127.0.0.1:0"_s};
    command += arguments;
    m_process.start(command.takeFirst(), command);
}

bool DaemonProcess::start(const QStringList &arguments, const QStringList &environment)
{
    launch(arguments, environment);
    const QDeadlineTimer deadline(longest);
    while (!m_output.contains('\n') && !deadline.hasExpired()) {
        if (!m_process.waitForReadyRead(int(deadline.remainingTime())) &&
            m_process.state() == QProcess::NotRunning)
            return false;
        m_output += m_process.readAllStandardOutput();
    }
    m_line = QJsonDocument::fromJson(m_output).object();
    return !m_line.isEmpty();
}

int DaemonProcess::run(const QStringList &arguments, const QStringList &environment)
{
    launch(arguments, environment);
    return waitForEnd();
}

int DaemonProcess::stop(int signal)
{
    ::kill(pid_t(m_process.processId()), signal);
    return waitForEnd();
}

int DaemonProcess::waitForEnd()
{
    const bool ended = m_process.waitForFinished(int(std::chrono::milliseconds(longest).count()));
    m_output += m_process.readAllStandardOutput();
    return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

QString DaemonProcess::url() const
{
    return m_line.value("url"_L1).toString();
}

QString DaemonProcess::key() const
{
    return m_line.value("api_key"_L1).toString();
}

QByteArray DaemonProcess::log()
{
    m_log += m_process.readAllStandardError();
    return m_log;
}

// The process that serves is the wrapper's child, where there is a wrapper.
double DaemonProcess::processorSeconds() const
{
    QList<qint64> processes{m_process.processId()};
    double ticks = 0;
    while (!processes.isEmpty()) {
        const QString folder = u"/proc/%1"_s.arg(processes.takeFirst());
        QFile stat(folder + u"/stat"_s);
        if (stat.open(QIODevice::ReadOnly)) {
            const QByteArray line = stat.readAll();
            const QByteArrayList fields = line.sliced(line.lastIndexOf(')') + 2).split(' ');
            ticks += fields.value(11).toDouble() + fields.value(12).toDouble(); // utime and stime
        }
        for (const QString &thread : QDir(folder + u"/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QFile children(folder + u"/task/"_s + thread + u"/children"_s);
            if (!children.open(QIODevice::ReadOnly))
                continue;
            for (const QByteArray &child : children.readAll().simplified().split(' ')) {
                if (!child.isEmpty())
                    processes.append(child.toLongLong());
            }
        }
    }
    return ticks / double(sysconf(_SC_CLK_TCK));
}

DaemonProcess::Answer DaemonProcess::get(const QString &path, const QString &key) const
{
    QNetworkAccessManager network;
    return answerOf(network.get(requestFor(url() + path, key)));
}

DaemonProcess::Answer DaemonProcess::post(const QString &path, const QJsonObject &body, const QString &key,
                                          const QByteArray &prefer, const QByteArray &idempotencyKey) const
{
    QNetworkAccessManager network;
    QNetworkRequest request = requestFor(url() + path, key);
    if (!prefer.isEmpty())
        request.setRawHeader("Prefer", prefer);
    if (!idempotencyKey.isEmpty())
        request.setRawHeader("Idempotency-Key", idempotencyKey);
    return answerOf(network.post(request, QJsonDocument(body).toJson()));
}

DaemonProcess::Answer DaemonProcess::patch(const QString &path, const QJsonObject &body,
                                           const QString &key) const
{
    QNetworkAccessManager network;
    return answerOf(
        network.sendCustomRequest(requestFor(url() + path, key), "PATCH", QJsonDocument(body).toJson()));
}

} // namespace tests
