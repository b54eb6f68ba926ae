// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/startup.h"

#include "app/logging.h"
#include "app/optionreader.h"
#include "core/base/json.h"
#include "core/core.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>

namespace app {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr rlim_t filesBesideConnections = 256;

void refuseWithoutDisplay(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    if (type != QtFatalMsg)
        return;
    startLogging(LogFormat::Auto, LogLevel::Info);
    std::_Exit(refuse(noDisplay(message)));
}

// Each connection is an open file, and many systems give a process 1,024 of them until it asks for more.
void allowOpenFiles(int connections)
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    const rlim_t wanted = static_cast<rlim_t>(connections) + filesBesideConnections;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && connections > 0 && limit.rlim_cur < wanted) {
        qCWarning(logApp).noquote() << "The system allows" << limit.rlim_cur
                                    << "open files; http.connections =" << connections << "may need" << wanted
                                    << "(ulimit -n, or LimitNOFILE of systemd).";
    }
}

int makeKey(const Options &options)
{
    core::Clock clock;
    const auto core = core::Core::open({.dataFolder = options.data}, clock);
    if (!core)
        return refuse(core.error());
    const auto key = (*core)->keys().newAdministratorKey();
    if (!key)
        return refuse(key.error());
    print(core::toBytes({{u"api_key"_s, *key}, {u"data"_s, (*core)->folder().path()}}) + '\n');
    return EXIT_SUCCESS;
}

} // namespace

void holdStandardStreams()
{
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(descriptor, F_GETFD) == -1 && errno == EBADF)
            (void)::open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY); // takes that number
    }
}

void waitWithoutGlib()
{
    qputenv("QT_NO_GLIB", "1"); // read by Qt wherever it makes the dispatcher of a thread
}

std::variant<Options, int> startUp(const QString &program)
{
    // Whoever reads our output or our answers may leave at any time.
    std::signal(SIGPIPE, SIG_IGN);
    // What is written may hold what was said to agents: it is for its owner, also in a folder that others may
    // read.
    ::umask(S_IRWXG | S_IRWXO);
    QCoreApplication::setApplicationName(program);
    QCoreApplication::setApplicationVersion(QStringLiteral(SIGNALBOX_VERSION));
    startLogging(LogFormat::Auto, LogLevel::Info);

    const auto invocation =
        readOptions(QCoreApplication::arguments().sliced(1), QProcessEnvironment::systemEnvironment());
    if (!invocation)
        return refuse(invocation.error());
    switch (invocation->request) {
    case Request::Help:
        print(helpText(program).toUtf8());
        return EXIT_SUCCESS;
    case Request::Version:
        print(QString(program + u" " SIGNALBOX_VERSION "\n"_s).toUtf8());
        return EXIT_SUCCESS;
    case Request::Start:
    case Request::NewKey:
        break;
    }
    startLogging(invocation->options.logFormat, invocation->options.logLevel);
    if (invocation->request == Request::NewKey)
        return makeKey(invocation->options);
    allowOpenFiles(invocation->options.connections);
    return invocation->options;
}

bool mayHaveDisplay(int argc, char *argv[])
{
    const bool isNamed = std::any_of(argv, argv + argc, [](const char *argument) {
        return qstrcmp(argument, "-platform") == 0 || qstrcmp(argument, "--platform") == 0;
    });
    return isNamed || qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || qEnvironmentVariableIsSet("DISPLAY") ||
           qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
}

void explainMissingDisplay()
{
    qInstallMessageHandler(refuseWithoutDisplay);
}

core::Error noDisplay(const QString &detail)
{
    return core::failure(
        core::ErrorCode::Unavailable,
        u"Signalbox found no display to show its window on. Start it in a desktop, or start the "
        "server alone: signalboxd."_s,
        detail);
}

void print(const QByteArray &text)
{
    std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stdout);
    std::fflush(stdout);
}

int refuse(const core::Error &error)
{
    qCCritical(logApp).noquote() << error.text;
    if (!error.detail.isEmpty())
        qCInfo(logApp).noquote() << "In detail:" << error.detail;
    return EXIT_FAILURE;
}

} // namespace app
