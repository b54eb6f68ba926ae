// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>
#include <QString>
#include <QStringView>

#include <optional>
#include <utility>

namespace core {

// The words of an enum, in one table next to it: what is stored and what goes over the wire.
// template<> struct Words<Colour> { static constexpr std::pair<Colour, const char *> table[] = {{Colour::Red,
// "red"}, …}; };
template<typename Enum>
struct Words;

template<typename Enum>
QString toWord(Enum value)
{
    for (const auto &[known, word] : Words<Enum>::table) {
        if (known == value)
            return QLatin1StringView(word);
    }
    return {};
}

template<typename Enum>
std::optional<Enum> fromWord(QStringView text)
{
    for (const auto &[known, word] : Words<Enum>::table) {
        if (text == QLatin1StringView(word))
            return known;
    }
    return {};
}

} // namespace core
