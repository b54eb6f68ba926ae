// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/phaseprogress.h"

#include "core/task/stepgraph.h"
#include "core/workflow/phaserows.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

PhaseProgress begun(const Step &step)
{
    const QJsonObject note = phaseOf(step);
    return {.step = step.id,
            .name = note.value("name"_L1).toString(),
            .kind = fromWord<PhaseKind>(note.value("kind"_L1).toString()).value_or(PhaseKind::Other),
            .agent = step.agent,
            .startedAt = step.startedAt};
}

bool isLastWord(const Step &step)
{
    return step.kind == StepKind::Model && step.state == StepState::Done &&
           !step.output.contains("tool_calls"_L1);
}

PhaseState moved(PhaseState state, const Step &step)
{
    if (stopsRun(step))
        return PhaseState::Failed;
    if (isLastWord(step))
        return PhaseState::Done;
    if (step.state == StepState::Cancelled)
        return PhaseState::Cancelled;
    if (step.state == StepState::Waiting || step.state == StepState::Uncertain)
        return PhaseState::Waiting;
    if (isSet(step.startedAt) && state == PhaseState::Pending)
        return PhaseState::Running;
    return state;
}

void addStep(PhaseProgress &phase, const Step &step)
{
    phase.state = moved(phase.state, step);
    if (stopsRun(step))
        phase.error = step.error;
    if (isLastWord(step)) {
        phase.text = step.output.value("text"_L1).toString();
        phase.verdict = step.output.value("verdict"_L1).toString();
        phase.finishedAt = step.finishedAt;
    }
}

// A gate belongs to the phase of the tool that waits behind it.
const Step *ownerOf(const QList<Step> &steps, const Step &step)
{
    if (step.kind != StepKind::Approval)
        return phaseStepOf(steps, step);
    for (const Step &behind : steps) {
        if (behind.after.contains(step.id))
            return phaseStepOf(steps, behind);
    }
    return nullptr;
}

bool isOver(const PhaseProgress &phase)
{
    return phase.state >= PhaseState::Done;
}

// How long the phase still takes, with those that it waits for; nothing when that was never measured.
std::optional<milliseconds> remaining(const QList<PhaseProgress> &phases, const PhaseProgress &phase,
                                      const PhaseDurations &durations, Timestamp now,
                                      QHash<StepId, std::optional<milliseconds>> &known)
{
    if (isOver(phase))
        return milliseconds{0};
    if (const auto found = known.constFind(phase.step); found != known.constEnd())
        return *found;
    std::optional<milliseconds> result;
    if (const auto usual = durations.constFind(phase.kind); usual != durations.constEnd()) {
        const milliseconds spent = isSet(phase.startedAt) ? now - phase.startedAt : milliseconds{0};
        milliseconds before{0};
        bool isKnown = true;
        for (const PhaseProgress &earlier : phases) {
            if (!phase.after.contains(earlier.step))
                continue;
            const auto wait = remaining(phases, earlier, durations, now, known);
            isKnown = isKnown && wait.has_value();
            before = std::max(before, wait.value_or(milliseconds{0}));
        }
        if (isKnown)
            result = before + std::max(milliseconds{0}, *usual - spent);
    }
    known.insert(phase.step, result);
    return result;
}

std::optional<Timestamp> estimate(const QList<PhaseProgress> &phases, const PhaseDurations &durations,
                                  Timestamp now)
{
    milliseconds longest{0};
    QHash<StepId, std::optional<milliseconds>> known;
    for (const PhaseProgress &phase : phases) {
        const auto left = remaining(phases, phase, durations, now, known);
        if (!left)
            return {};
        longest = std::max(longest, *left);
    }
    return now + longest;
}

} // namespace

WorkflowProgress progressOf(const QList<Step> &steps, const PhaseDurations &durations, Timestamp now)
{
    WorkflowProgress progress;
    QHash<StepId, qsizetype> places;
    for (const Step &step : steps) {
        if (phaseOf(step).isEmpty())
            continue;
        places.insert(step.id, progress.phases.size());
        PhaseProgress phase = begun(step);
        for (const StepId &id : step.after) {
            const auto before =
                std::find_if(steps.begin(), steps.end(), [&](const Step &one) { return one.id == id; });
            phase.after.append(before == steps.end() ? id : firstTurnOf(*before));
        }
        progress.phases.append(phase);
    }
    for (const Step &step : steps) {
        const Step *owner = ownerOf(steps, step);
        if (owner && places.contains(owner->id))
            addStep(progress.phases[places.value(owner->id)], step);
    }
    for (const PhaseProgress &phase : std::as_const(progress.phases)) {
        if (phase.state == PhaseState::Done)
            progress.completed.append(phase.name);
        const bool isNow = phase.state == PhaseState::Running || phase.state == PhaseState::Waiting;
        if (isNow && progress.current.isEmpty())
            progress.current = phase.name;
    }
    const auto total = static_cast<double>(progress.phases.size());
    progress.percent = total > 0 ? 100.0 * static_cast<double>(progress.completed.size()) / total : 0;
    if (std::any_of(progress.phases.begin(), progress.phases.end(),
                    [](const PhaseProgress &phase) { return !isOver(phase); }))
        progress.estimated = estimate(progress.phases, durations, now);
    return progress;
}

} // namespace core
