// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the manual pages into the folder that is named; a part of the build, and of no package.
#include "app/manualpage.h"

#include <QDir>
#include <QFile>

#include <cstdlib>

using namespace Qt::Literals::StringLiterals;

namespace {

bool write(const QString &path, const QString &text)
{
    QFile file(path);
    const QByteArray bytes = text.toUtf8();
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(bytes) == bytes.size() && file.flush();
}

} // namespace

int main(int argc, char *argv[])
{
    const QDir folder(argc > 1 ? QString::fromLocal8Bit(argv[1]) : u"."_s);
    const bool isWritten =
        write(folder.filePath(u"signalbox.1"_s), app::manualPage(app::Manual::Console)) &&
        write(folder.filePath(u"signalboxd.8"_s), app::manualPage(app::Manual::Server));
    return isWritten ? EXIT_SUCCESS : EXIT_FAILURE;
}
