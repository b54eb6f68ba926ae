// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/phases.h"

#include "core/workflow/judgement.h"
#include "core/workflow/phaserows.h"
#include "core/workflow/workflowtypes.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostSteps = 600; // of one workflow, with all rounds

Result<void> addRows(Transaction &transaction, TaskRun &run, const QList<Step> &rows,
                     const OutcomeContext &context)
{
    for (const Step &row : rows)
        TRY(context.transitions.add(transaction, run, row));
    return {};
}

// A design without a list has one increment: everything.
Result<void> addParts(Transaction &transaction, TaskRun &run, const Step &said, const OutcomeContext &context)
{
    QStringList parts = partsIn(said.output.value("text"_L1).toString());
    if (parts.isEmpty())
        parts = {u"all of the requirements"_s};
    const QJsonObject workflow = run.task.options.value("workflow"_L1).toObject();
    QList<Phase> phases = phasesOfParts(workflow.value("type"_L1).toString(), parts,
                                        workflow.value("max_retries"_L1).toInt(), {});
    const QJsonObject agents = workflow.value("agents"_L1).toObject();
    for (Phase &phase : phases) {
        phase.agent = {agents.value(toWord(phase.kind)).toString()};
        phase.after.removeAll(QString());
    }
    const QList<Step> rows = phaseRows(phases, {.task = run.task.id,
                                                .behind = said.id,
                                                .position = static_cast<int>(run.steps.size()),
                                                .now = transaction.now()});
    TRY(moveBehind(transaction, run, said.id, rows.last().id, context));
    return addRows(transaction, run, rows, context);
}

// Judges that wait, and would begin again at a phase that is done anew, begin at its copy.
Result<void> pointAtCopies(Transaction &transaction, TaskRun &run, const Round &round,
                           const OutcomeContext &context)
{
    for (Step &step : run.steps) {
        QJsonObject phase = phaseOf(step);
        QJsonObject repeat = phase.value("repeat"_L1).toObject();
        const auto copy = round.copies.constFind({repeat.value("from"_L1).toString()});
        if (step.state != StepState::Blocked || copy == round.copies.constEnd())
            continue;
        repeat.insert("from"_L1, copy->value);
        phase.insert("repeat"_L1, repeat);
        step.input.insert("phase"_L1, phase);
        TRY(context.transitions.write(transaction, run, step));
    }
    return {};
}

Result<void> judge(Transaction &transaction, TaskRun &run, const StepId &id, const Step &first,
                   const OutcomeContext &context)
{
    Step &said = *run.step(id);
    const Judgement judgement = judgementIn(said.output.value("text"_L1).toString());
    if (judgement == Judgement::Silent)
        return {};
    said.output.insert("verdict"_L1, judgement == Judgement::Satisfied ? u"pass"_s : u"fail"_s);
    TRY(context.transitions.write(transaction, run, said));
    if (judgement == Judgement::Satisfied)
        return {};
    const QJsonObject repeat = phaseOf(first).value("repeat"_L1).toObject();
    if (repeat.value("left"_L1).toInt() > 0 && run.steps.size() < mostSteps) {
        const Round round = nextRound(run.steps, first, said, transaction.now());
        TRY(moveBehind(transaction, run, id, round.rows.last().id, context));
        TRY(pointAtCopies(transaction, run, round, context));
        return addRows(transaction, run, round.rows, context);
    }
    if (repeat.value("last"_L1) != u"fail"_s)
        return {};
    return context.transitions.fail(transaction, run,
                                    u"%1: still not satisfied after %2 rounds"_s.arg(first.name)
                                        .arg(repeat.value("most"_L1).toInt() + 1));
}

} // namespace

Result<void> followPhase(Transaction &transaction, TaskRun &run, const StepId &said,
                         const OutcomeContext &context)
{
    const Step *found = phaseStepOf(run.steps, *run.step(said));
    if (!found)
        return {};
    const Step first = *found;
    if (phaseOf(first).value("lists_parts"_L1).toBool())
        return addParts(transaction, run, *run.step(said), context);
    if (phaseOf(first).contains("repeat"_L1))
        return judge(transaction, run, said, first, context);
    return {};
}

} // namespace core
