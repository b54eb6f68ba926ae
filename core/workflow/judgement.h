// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QStringView>

namespace core {

// What a judging phase said of the work: the last line "VERDICT: …" of its answer. Silence is no objection.
enum class Judgement { Silent, Satisfied, Unsatisfied };

Judgement judgementIn(QStringView text);

// The increments that a design names in lines "FEATURE 1: …", in order, at most 12. None: it named none.
QStringList partsIn(QStringView text);

} // namespace core
