// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

namespace core {

// Computes an expression such as "2 * (3 + 4)^2", "15% of 80", "80 + 15%" (92, as pocket calculators have
// it), "17 % 5" (the remainder), "1,234.50 / 3" or "max(2, sqrt(10))". Angles are in radians; log is to base
// 10, or log(x, base). Outside of functions a comma before exactly three digits groups thousands. Fails with
// InvalidArgument and a text that names the place, and with Unsupported where it is written well and has no
// value, as 1 / 0. Pure; any thread; at most 1,000 characters.
Result<double> computeArithmetic(const QString &expression);

// A number as people write it: up to 15 digits, so that 0.1 + 0.2 is 0.3; without an exponent where that is
// short enough. "about 1e+20" where it may have been rounded to a whole number beside the right one.
QString numberForPeople(double value);

} // namespace core
