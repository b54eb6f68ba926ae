// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "app/logging.h"
#include "app/optionreader.h"
#include "app/termination.h"
#include "core/base/json.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <csignal>
#include <cstdio>

using namespace Qt::Literals::StringLiterals;

namespace {

void print(const QByteArray &text)
{
    std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stdout);
    std::fflush(stdout);
}

int refuse(const core::Error &error)
{
    qCCritical(app::logApp).noquote() << error.text;
    if (!error.detail.isEmpty())
        qCInfo(app::logApp).noquote() << "In detail:" << error.detail;
    return EXIT_FAILURE;
}

// The one line that programs which start this one wait for.
QByteArray servingLine(app::Application &application)
{
    QJsonObject line{{u"url"_s, application.url()}, {u"data"_s, application.core().folder().path()}};
    if (const QString key = application.core().firstKey(); !key.isEmpty())
        line.insert(u"api_key"_s, key);
    return core::toBytes(line) + '\n';
}

core::Result<std::unique_ptr<app::Application>> started(const app::Options &options)
{
    std::unique_ptr<app::Application> application =
        TRY(app::Application::open(options, QProcessEnvironment::systemEnvironment()));
    TRY(application->checkDefaultProvider());
    // First the port: no step may begin in a process that ends because somebody else has it.
    TRY(application->listen());
    TRY(application->start());
    return application;
}

int serve(const app::Options &options)
{
    auto termination = app::Termination::create();
    if (!termination)
        return refuse(termination.error());
    auto application = started(options);
    if (!application)
        return refuse(application.error());
    app::Application &running = **application;
    QObject::connect(termination->get(), &app::Termination::asked, &running, &app::Application::drain);
    QObject::connect(&running, &app::Application::drained, qApp, &QCoreApplication::quit);
    print(servingLine(running));
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    // Whoever reads our output or our answers may leave at any time.
    std::signal(SIGPIPE, SIG_IGN);
    QCoreApplication program(argc, argv);
    QCoreApplication::setApplicationName(u"signalboxd"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SIGNALBOX_VERSION));
    app::startLogging(app::LogFormat::Auto, app::LogLevel::Info);

    const auto invocation =
        app::readOptions(QCoreApplication::arguments().sliced(1), QProcessEnvironment::systemEnvironment());
    if (!invocation)
        return refuse(invocation.error());
    switch (invocation->request) {
    case app::Request::Help:
        print(app::helpText(u"signalboxd"_s).toUtf8());
        return EXIT_SUCCESS;
    case app::Request::Version:
        print("signalboxd " SIGNALBOX_VERSION "\n");
        return EXIT_SUCCESS;
    case app::Request::Start:
        break;
    }
    app::startLogging(invocation->options.logFormat, invocation->options.logLevel);
    return serve(invocation->options);
}
