// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringView>

namespace core {

// Makes the files that are compiled into core (":/signalbox/sql/…", ":/signalbox/samples/…") visible. A
// static library does not do this by itself. Any thread, any number of times.
void initResources();

// The bytes of one compiled-in file, named as under ":/signalbox/": "samples/shipping.md". Empty when there
// is none of that name. Calls initResources() itself.
QByteArray resource(QStringView name);

} // namespace core
