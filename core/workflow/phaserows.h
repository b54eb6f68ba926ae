// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/task/step.h"
#include "core/workflow/phase.h"

#include <QHash>

namespace core {

// A phase is a model step with an instruction and, in its input, "phase":
//   {"name", "kind", "part"?, "round"?, "own"?: true, "lists_parts"?: true,
//    "repeat"?: {"from": step id, "left": n, "most": n, "last": "fail" or "go_on"}}
// `own` says that the instruction is the caller's and not that of the kind. The functions are pure.

// Where rows go: behind the step, from this position on.
struct RowPlace
{
    TaskId task = {};
    StepId behind = {}; // what phases without `after` wait for; empty: they are ready
    int position = 0;
    Timestamp now = {};
};

QList<Step> phaseRows(const QList<Phase> &phases, const RowPlace &place);

// Of the step with which a phase began; empty for any other step.
QJsonObject phaseOf(const Step &step);
// The phase that this turn or tool belongs to: its first step among `steps`, or none.
const Step *phaseStepOf(const QList<Step> &steps, const Step &step);

struct Round
{
    QList<Step> rows = {};             // the judge last
    QHash<StepId, StepId> copies = {}; // of the phases that begin again
};

// One more round: copies of the phases from the one that a judge names up to the judge, whose last
// turn is `said`. `judge` is the first step of the judging phase.
Round nextRound(const QList<Step> &steps, const Step &judge, const Step &said, Timestamp now);

} // namespace core
