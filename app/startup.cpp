// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/startup.h"

#include "app/logging.h"
#include "app/optionreader.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>

namespace app {

using namespace Qt::Literals::StringLiterals;

std::variant<Options, int> startUp(const QString &program)
{
    // Whoever reads our output or our answers may leave at any time.
    std::signal(SIGPIPE, SIG_IGN);
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
        break;
    }
    startLogging(invocation->options.logFormat, invocation->options.logLevel);
    return invocation->options;
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
