// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resources.h"

#include <QFile>

// The macro declares a function of the global namespace, so it cannot stand inside one.
static void registerCoreResources()
{
    Q_INIT_RESOURCE(core);
}

namespace core {

void initResources()
{
    registerCoreResources();
}

QByteArray resource(QStringView name)
{
    initResources();
    QFile file(QStringLiteral(":/signalbox/") + name.toString());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace core
