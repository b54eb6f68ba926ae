// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/processfigures.h"

#include <unistd.h>

#include <QByteArray>
#include <QDir>
#include <QFile>

namespace server::system {

using namespace std::chrono;

namespace {

QByteArray contentOf(const char *path)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

milliseconds fromTicks(qint64 ticks)
{
    const long perSecond = sysconf(_SC_CLK_TCK);
    return milliseconds(perSecond > 0 ? ticks * 1000 / perSecond : 0);
}

} // namespace

ProcessFigures readProcessFigures()
{
    // The name of the program stands in parentheses and may hold anything, so the fields are counted from its
    // end.
    const QByteArray stat = contentOf("/proc/self/stat");
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.size() < 22)
        return {};
    const double sinceBoot = contentOf("/proc/uptime").split(' ').constFirst().toDouble();
    const milliseconds started = fromTicks(fields[19].toLongLong());
    return ProcessFigures{
        .uptime = std::max(milliseconds(qint64(sinceBoot * 1000)) - started, milliseconds(0)),
        .processorTime = fromTicks(fields[11].toLongLong() + fields[12].toLongLong()),
        .residentBytes = fields[21].toLongLong() * sysconf(_SC_PAGESIZE),
        .virtualBytes = fields[20].toLongLong(),
        .threads = fields[17].toInt(),
        .openFiles =
            int(QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::AllEntries | QDir::System).size()),
    };
}

} // namespace server::system
