// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/numbertext.h"

#include "core/base/json.h"

#include <QLocale>

#include <cmath>

namespace core {

namespace {

constexpr double smallestPlain = 1e-9;
constexpr double largestPlain = 1e21;

} // namespace

QString numberText(const QJsonValue &number)
{
    if (isWholeNumber(number)) // a double does not tell great numbers apart
        return QString::number(number.toInteger());
    const double value = number.toDouble();
    const bool isPlain = std::abs(value) >= smallestPlain && std::abs(value) < largestPlain;
    return QString::number(value, isPlain ? 'f' : 'g', QLocale::FloatingPointShortest);
}

} // namespace core
