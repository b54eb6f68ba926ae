// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/arithmeticfunctions.h"

#include <QString>

#include <algorithm>
#include <array>
#include <cmath>

namespace core {

namespace {

constexpr qsizetype mostArguments = 50;

constexpr std::array<ArithmeticFunction, 13> functions{{
    {u"sqrt", 1, 1, [](const QList<double> &v) { return std::sqrt(v[0]); }},
    {u"abs", 1, 1, [](const QList<double> &v) { return std::abs(v[0]); }},
    {u"round", 1, 2,
     [](const QList<double> &v) {
         const double scale = std::pow(10.0, v.size() > 1 ? std::clamp(std::trunc(v[1]), -15.0, 15.0) : 0.0);
         // Rounding what people would write, so that 1.005 to two places is 1.01 and not 1.
         return std::round(QString::number(v[0] * scale, 'g', 15).toDouble()) / scale;
     }},
    {u"floor", 1, 1, [](const QList<double> &v) { return std::floor(v[0]); }},
    {u"ceil", 1, 1, [](const QList<double> &v) { return std::ceil(v[0]); }},
    {u"min", 1, mostArguments, [](const QList<double> &v) { return *std::ranges::min_element(v); }},
    {u"max", 1, mostArguments, [](const QList<double> &v) { return *std::ranges::max_element(v); }},
    {u"ln", 1, 1, [](const QList<double> &v) { return std::log(v[0]); }},
    {u"log", 1, 2,
     [](const QList<double> &v) {
         return v.size() > 1 ? std::log(v[0]) / std::log(v[1]) : std::log10(v[0]);
     }},
    {u"exp", 1, 1, [](const QList<double> &v) { return std::exp(v[0]); }},
    {u"sin", 1, 1, [](const QList<double> &v) { return std::sin(v[0]); }},
    {u"cos", 1, 1, [](const QList<double> &v) { return std::cos(v[0]); }},
    {u"tan", 1, 1, [](const QList<double> &v) { return std::tan(v[0]); }},
}};

} // namespace

const ArithmeticFunction *findArithmeticFunction(QStringView name)
{
    const auto found = std::ranges::find(functions, name, &ArithmeticFunction::name);
    return found == functions.end() ? nullptr : &*found;
}

} // namespace core
