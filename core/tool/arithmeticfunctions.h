// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringView>

namespace core {

// A function of the calculator. What has no value gives a number that is not finite.
struct ArithmeticFunction
{
    QStringView name;
    qsizetype least; // how many values it takes
    qsizetype most;
    double (*compute)(const QList<double> &);
};

// None when there is no function of that name.
const ArithmeticFunction *findArithmeticFunction(QStringView name);

} // namespace core
