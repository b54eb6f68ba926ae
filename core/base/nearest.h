// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace core {

// How many letters must be put in, taken out, changed or swapped with their neighbour to make one word of the
// other.
qsizetype lettersBetween(QStringView a, QStringView b);

// The name that was probably meant: one that begins so, or the one that differs least, by at most `most`
// letters. Empty when there is none.
QString nearestName(const QString &given, const QStringList &known, qsizetype most);

// As many letters as a slip of the pen makes in a name of that length: one in a short one, a third of a long
// one.
qsizetype lettersOfASlip(const QString &given);

} // namespace core
