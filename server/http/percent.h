// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>

#include <optional>
#include <utility>

namespace server {

enum class Plus { IsPlus, IsSpace };

// -1 for what is no hexadecimal digit.
constexpr int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Undoes percent-encoding; nothing where a percent sign has no two digits behind it.
std::optional<QByteArray> percentDecodedBytes(QByteArrayView text, Plus plus);

// Nothing when it is no UTF-8. A mark of the byte order is a character like others: dropped, it would be
// another name for the same thing.
std::optional<QString> utf8Text(QByteArrayView bytes);

// The same as text; nothing also when that is no UTF-8.
std::optional<QString> percentDecoded(QByteArrayView text, Plus plus);

// "a=1&b=x+y" as names and values, in order; nothing when one is no UTF-8.
std::optional<QList<std::pair<QString, QString>>> queryItemsOf(QByteArrayView query);

} // namespace server
