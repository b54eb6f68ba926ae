// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "app/startup.h"
#include "app/termination.h"
#include "core/base/json.h"

#include <QCoreApplication>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace {

// The one line that programs which start this one wait for.
QByteArray servingLine(app::Application &application, const QString &firstKey)
{
    QJsonObject line{{u"url"_s, application.url()}, {u"data"_s, application.core().folder().path()}};
    if (!firstKey.isEmpty())
        line.insert(u"api_key"_s, firstKey);
    if (!application.chatUrl().isEmpty())
        line.insert(u"livechat_url"_s, application.chatUrl());
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
        return app::refuse(termination.error());
    auto application = started(options);
    if (!application)
        return app::refuse(application.error());
    app::Application &running = **application;
    QObject::connect(termination->get(), &app::Termination::asked, &running, &app::Application::drain);
    QObject::connect(&running, &app::Application::drained, qApp, &QCoreApplication::quit);
    // Made now that everything else has worked: a start that is refused must not take the key with it.
    const auto firstKey = running.core().keys().firstKey();
    if (!firstKey)
        return app::refuse(firstKey.error());
    app::print(servingLine(running, *firstKey));
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    app::holdStandardStreams();
    app::waitWithoutGlib();
    const QCoreApplication program(argc, argv);
    const auto options = app::startUp(u"signalboxd"_s);
    if (const int *exitCode = std::get_if<int>(&options))
        return *exitCode;
    return serve(std::get<app::Options>(options));
}
