// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace core {

// Turns arithmetic in words and signs into an expression of numbers, + - * / ^, brackets and functions:
// "what is 17.5 % of 840" becomes "(17.5 / 100) * 840". Empty when the text is anything else, or a date, a
// telephone number or a single number. Pure; linear in the text, which is at most 1,000 characters.
QString arithmeticIn(QStringView text);

} // namespace core
