// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"
#include "app/startup.h"
#include "app/termination.h"

#include <QApplication>

using namespace Qt::Literals::StringLiterals;

int main(int argc, char *argv[])
{
    app::holdStandardStreams();
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
