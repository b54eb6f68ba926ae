// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tokens.h"

#include <algorithm>
#include <cmath>

namespace ui {

const Shade &Tokens::shade(Tone tone) const
{
    switch (tone) {
    case Tone::Accent:
        return accent;
    case Tone::Green:
        return green;
    case Tone::Amber:
        return amber;
    case Tone::Red:
        return red;
    case Tone::Violet:
        return violet;
    case Tone::Neutral:
        break;
    }
    return neutral;
}

Tokens darkTokens()
{
    return Tokens{
        .background = QColor(0x0F1318),
        .surface = QColor(0x161B22),
        .raised = QColor(0x1C232C),
        .line = QColor(0x28313B),
        .track = QColor(0x2F3944),
        .text = QColor(0xE6EBF0),
        .muted = QColor(0x8C98A5),
        .faint = QColor(0x5C6773),
        .onFill = QColor(0x0F1318),
        .shadow = QColor(0, 0, 0, 102),
        .accent = {QColor(0x4C9DFF), QColor(0x4C9DFF), QColor(0x16263A)},
        .green = {QColor(0x3FB46F), QColor(0x3FB46F), QColor(0x15291F)},
        .amber = {QColor(0xE8A33D), QColor(0xE8A33D), QColor(0x2E2414)},
        .red = {QColor(0xE5534B), QColor(0xE85F57), QColor(0x2F1A1B)},
        .violet = {QColor(0xA583E8), QColor(0xA583E8), QColor(0x231D35)},
        .neutral = {QColor(0x8C98A5), QColor(0x8C98A5), QColor(0x1C232C)},
    };
}

Tokens lightTokens()
{
    return Tokens{
        .background = QColor(0xF4F6F8),
        .surface = QColor(0xFFFFFF),
        .raised = QColor(0xF8FAFB),
        .line = QColor(0xDDE3E9),
        .track = QColor(0xCBD4DC),
        .text = QColor(0x1A222B),
        .muted = QColor(0x5B6875),
        .faint = QColor(0x93A0AC),
        .onFill = QColor(0xFFFFFF),
        .shadow = QColor(26, 34, 43, 51),
        .accent = {QColor(0x1F6FD6), QColor(0x1A64C4), QColor(0xE4EFFC)},
        .green = {QColor(0x1F8A4C), QColor(0x1A7841), QColor(0xE5F5EB)},
        .amber = {QColor(0xB26A00), QColor(0x935700), QColor(0xFDF1DC)},
        .red = {QColor(0xC93A33), QColor(0xB9302A), QColor(0xFBE6E5)},
        .violet = {QColor(0x7650C8), QColor(0x6B46BC), QColor(0xEFE9FB)},
        .neutral = {QColor(0x5B6875), QColor(0x5B6875), QColor(0xF0F3F6)},
    };
}

QColor mixed(const QColor &under, const QColor &over, double amount)
{
    const auto part = [amount](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * amount)); };
    return {part(under.red(), over.red()), part(under.green(), over.green()),
            part(under.blue(), over.blue())};
}

namespace {

double channel(double value)
{
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &c)
{
    return 0.2126 * channel(c.redF()) + 0.7152 * channel(c.greenF()) + 0.0722 * channel(c.blueF());
}

} // namespace

double contrast(const QColor &a, const QColor &b)
{
    const auto [dark, light] = std::minmax({luminance(a), luminance(b)});
    return (light + 0.05) / (dark + 0.05);
}

} // namespace ui
