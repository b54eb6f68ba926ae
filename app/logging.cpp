// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logging.h"

#include "app/logsink.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>

namespace app {

Q_LOGGING_CATEGORY(logApp, "signalbox.app")

using namespace Qt::Literals::StringLiterals;

namespace {

std::atomic<LogFormat> chosenFormat = LogFormat::Json;

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return LogLevel::Error;
}

// Every thread logs. What is locked never waits for anything, so nobody waits for long.
std::mutex sinkMutex;

// Never deleted: there are messages until the very end.
LogSink &sink()
{
    static LogSink *const theOne = [] {
        std::atexit([] {
            const std::lock_guard lock(sinkMutex);
            sink().finish();
        });
        return new LogSink(STDERR_FILENO);
    }();
    return *theOne;
}

void writeLine(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const LogLine line{.level = levelOf(type),
                       .category = QString::fromUtf8(context.category ? context.category : "default"),
                       .message = message,
                       .time = std::chrono::floor<core::milliseconds>(std::chrono::system_clock::now())};
    const std::lock_guard lock(sinkMutex);
    sink().put(line, chosenFormat);
}

QString rulesFor(LogLevel level)
{
    // Qt tells much that is of use to those who work on Qt alone.
    QString rules =
        u"*.debug=%1\nqt.*.debug=false\n"_s.arg(level == LogLevel::Debug ? u"true"_s : u"false"_s);
    if (level >= LogLevel::Warning)
        rules += u"*.info=false\n"_s;
    if (level >= LogLevel::Error)
        rules += u"*.warning=false\n"_s;
    return rules;
}

} // namespace

void startLogging(LogFormat format, LogLevel level)
{
    if (format == LogFormat::Auto)
        format = ::isatty(STDERR_FILENO) != 0 ? LogFormat::Text : LogFormat::Json;
    chosenFormat = format;
    QLoggingCategory::setFilterRules(rulesFor(level));
    qInstallMessageHandler(writeLine);
}

} // namespace app
