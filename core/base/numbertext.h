// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QString>

namespace core {

// A number as people and rules read it: with all of its digits, and without a power of ten where it can be
// read without one. "100000", "0.00001", "9007199254740993", "1e+300". A condition reads it as the same
// number.
QString numberText(const QJsonValue &number);

} // namespace core
