// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"
#include "app/startup.h"
#include "app/termination.h"

#include <QApplication>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace {

// What is only asked for is answered without a display.
bool onlyAsks(int argc, char *argv[])
{
    return std::any_of(argv + 1, argv + argc, [](const char *argument) {
        const QLatin1StringView text(argument);
        return text == "--help"_L1 || text == "-h"_L1 || text == "--version"_L1;
    });
}

int answer(int argc, char *argv[])
{
    const QCoreApplication program(argc, argv);
    const auto options = app::startUp(u"signalbox"_s);
    const int *exitCode = std::get_if<int>(&options);
    return exitCode ? *exitCode : EXIT_SUCCESS;
}

// Qt ends the process without a word for people where it finds none.
bool hasDisplay(int argc, char *argv[])
{
    const bool isChosen = std::any_of(argv + 1, argv + argc, [](const char *argument) {
        return QLatin1StringView(argument) == "-platform"_L1;
    });
    return isChosen || qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

} // namespace

int main(int argc, char *argv[])
{
    if (onlyAsks(argc, argv))
        return answer(argc, argv);
    if (!hasDisplay(argc, argv))
        return app::refuse({.code = core::ErrorCode::Unavailable,
                            .text =
                                u"There is no display for the window (DISPLAY and WAYLAND_DISPLAY are not "
                                "set). signalboxd is the same server without a window."_s});
    QApplication program(argc, argv);
    app::waitWithoutGlib();
    const auto options = app::startUp(u"signalbox"_s);
    if (const int *exitCode = std::get_if<int>(&options))
        return *exitCode;
    const auto termination = app::Termination::create();
    if (!termination)
        return app::refuse(termination.error());

    app::Console console(std::get<app::Options>(options), program);
    QObject::connect(termination->get(), &app::Termination::asked, &console, &app::Console::quit);
    QObject::connect(&console, &app::Console::ended, &program, &QCoreApplication::exit);
    console.start();
    return QApplication::exec();
}
