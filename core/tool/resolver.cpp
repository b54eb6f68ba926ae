// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/resolver.h"

#include <QHostInfo>

namespace core {

void SystemResolver::lookUp(const QString &host, QObject *context, Then then)
{
    QHostInfo::lookupHost(host, context,
                          [then = std::move(then)](const QHostInfo &found) { then(found.addresses()); });
}

} // namespace core
