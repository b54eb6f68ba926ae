// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

namespace ui {

// What a colour means. Colour means state and nothing else.
enum class Tone {
    Neutral, // has not begun, was ended, or says nothing of a state
    Accent,  // is under way, is chosen
    Green,   // done, approve
    Amber,   // waits for a person
    Red,     // failed, reject
    Violet,  // a second series; uncertain
};

// One tone in its three uses. `mark` is for shapes (lines, dots, bars), `text` for words on `back` or on any
// surface, and for filled controls with `onFill` on them; it reaches a contrast of 4.5 to 1 there.
struct Shade
{
    QColor mark = {};
    QColor text = {};
    QColor back = {};
};

// All colours of one theme. `faint` is never the colour of a text that must be read.
struct Tokens
{
    QColor background = {};
    QColor surface = {};
    QColor raised = {};
    QColor line = {};
    QColor track = {}; // the line ahead of a train
    QColor text = {};
    QColor muted = {};
    QColor faint = {};
    QColor onFill = {};
    QColor shadow = {};
    Shade accent = {};
    Shade green = {};
    Shade amber = {};
    Shade red = {};
    Shade violet = {};
    Shade neutral = {};

    const Shade &shade(Tone tone) const;
};

Tokens darkTokens();
Tokens lightTokens();

// `amount` of `over` (0 to 1) on `under`; how hover and pressed colours are made.
QColor mixed(const QColor &under, const QColor &over, double amount);

// The contrast of two opaque colours as WCAG 2 defines it, from 1 to 21.
double contrast(const QColor &a, const QColor &b);

// Spaces, sizes and radii in device-independent pixels. Spaces are multiples of 4.
namespace space {
inline constexpr int tiny = 4;
inline constexpr int small = 8;
inline constexpr int medium = 12;
inline constexpr int large = 16;
inline constexpr int wide = 20;
inline constexpr int cardPadding = 14; // left and right of what stands in a card
} // namespace space

namespace size {
inline constexpr int row = 36;
inline constexpr int compactRow = 28;
inline constexpr int control = 32;
inline constexpr int cardHeader = 41;
inline constexpr int navigation = 208;
inline constexpr int header = 52;
inline constexpr int statusBar = 28;
inline constexpr int cardRadius = 8;
inline constexpr int controlRadius = 6;
inline constexpr int icon = 16;
} // namespace size

} // namespace ui
