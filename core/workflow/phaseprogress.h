// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/step.h"
#include "core/workflow/phase.h"

#include <QHash>

#include <optional>

namespace core {

enum class PhaseState { Pending, Running, Waiting, Done, Failed, Cancelled };

template<>
struct Words<PhaseState>
{
    static constexpr std::pair<PhaseState, const char *> table[] = {
        {PhaseState::Pending, "pending"}, {PhaseState::Running, "running"},
        {PhaseState::Waiting, "waiting"}, {PhaseState::Done, "completed"},
        {PhaseState::Failed, "failed"},   {PhaseState::Cancelled, "cancelled"},
    };
};

// How one phase stands: its first step with all turns and tools that followed from it.
struct PhaseProgress
{
    StepId step = {};
    QString name = {};
    PhaseKind kind = PhaseKind::Other;
    AgentId agent = {};
    PhaseState state = PhaseState::Pending;
    QString text = {};    // its last word
    QString verdict = {}; // "pass", "fail" or nothing
    QString error = {};
    QList<StepId> after = {}; // the phases that it waits for
    Timestamp startedAt = {};
    Timestamp finishedAt = {};
};

// How a workflow stands, computed from its rows alone.
struct WorkflowProgress
{
    QList<PhaseProgress> phases = {}; // in the order in which they came up
    double percent = 0;               // of the phases that are known now
    QString current = {};             // the phase that runs or waits; empty: none
    QStringList completed = {};
    // When it will be done if its phases take as long as they did before; not set when one was never
    // measured.
    std::optional<Timestamp> estimated = {};
};

// How long phases of a kind took so far, on average.
using PhaseDurations = QHash<PhaseKind, milliseconds>;

WorkflowProgress progressOf(const QList<Step> &steps, const PhaseDurations &durations, Timestamp now);

} // namespace core
