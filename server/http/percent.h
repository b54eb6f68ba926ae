// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>

#include <optional>
#include <utility>

namespace server {

enum class Plus { IsPlus, IsSpace };

// Nothing when it is no UTF-8. A mark of the byte order is a character like others: dropped, it would be another
// name for the same thing.
std::optional<QString> utf8Text(QByteArrayView bytes);

// Undoes percent-encoding; nothing when the result is no UTF-8.
std::optional<QString> percentDecoded(QByteArrayView text, Plus plus);

// "a=1&b=x+y" as names and values, in order; nothing when one is no UTF-8.
std::optional<QList<std::pair<QString, QString>>> queryItemsOf(QByteArrayView query);

} // namespace server
