// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/phaserows.h"

#include "core/task/stepgraph.h"

#include <QSet>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto verdictOnWork =
    "\nEnd with a line that says VERDICT: PASS, or VERDICT: FAIL with what must be mended above it."_L1;

QString usualInstruction(const Phase &phase)
{
    switch (phase.kind) {
    case PhaseKind::Planning:
        return u"Planning. Break the requirements down into a numbered list of what has to be done, say what "
               u"is uncertain "
               "and how the result will be checked. Do not do it yet."_s;
    case PhaseKind::Design:
        return u"Design. Say how it will be done: parts, files, interfaces and data, short enough to work "
               u"from. "
               "Do not do it yet."_s;
    case PhaseKind::TestWriting:
        return u"Test writing. Write the tests that show whether the requirements are met, before the code "
               u"is there. Save "
               "them as files where you have a tool for that, and show them in full."_s;
    case PhaseKind::Implementation:
        return u"Implementation. Do what the requirements, the plan and the design say. Where tests are "
               u"there, make them "
               "pass; where a test or a review found faults, mend them. Save files where you have a tool for "
               "that, and show "
               "the code in full."_s;
    case PhaseKind::Execution:
        return u"Execution. Run the tests, or check as far as your tools allow whether the work does what is "
               u"required. "
               "Report what you did and found."_s +
               verdictOnWork;
    case PhaseKind::Review:
        return u"Review. Compare the work with the requirements; report what is done, what is missing and "
               u"what is wrong.\n"
               "End with a line that says VERDICT: APPROVED or VERDICT: CHANGES NEEDED."_s;
    case PhaseKind::Other:
        break;
    }
    return u"Do this part of the work: "_s + phase.name + u'.';
}

QString instructionOf(const Phase &phase)
{
    QString text = phase.instruction.isEmpty() ? usualInstruction(phase) : phase.instruction;
    if (phase.listsParts) {
        text += u"\nThen list the increments in the order in which they shall be built, each of use by "
                u"itself, at most 12, "
                "one a line: FEATURE 1: title - what it does"_s;
    }
    if (!phase.part.isEmpty())
        text += u"\nThis is increment "_s + phase.part + u"\nDo this increment alone."_s;
    const bool judges = phase.kind == PhaseKind::Execution || phase.kind == PhaseKind::Review;
    if (!phase.repeatFrom.isEmpty() && (!judges || !phase.instruction.isEmpty()))
        text += verdictOnWork;
    return text;
}

// "test_writing 2" is "Test writing 2" on the track.
QString labelOf(const QString &name)
{
    QString label = name;
    label.replace(u'_', u' ');
    label[0] = label[0].toUpper();
    return label;
}

QJsonObject noteOf(const Phase &phase, const QHash<QString, StepId> &ids)
{
    QJsonObject note{{u"name"_s, phase.name}, {u"kind"_s, toWord(phase.kind)}};
    if (!phase.part.isEmpty())
        note.insert(u"part"_s, phase.part);
    if (!phase.instruction.isEmpty())
        note.insert(u"own"_s, true);
    if (phase.listsParts)
        note.insert(u"lists_parts"_s, true);
    if (!phase.repeatFrom.isEmpty()) {
        note.insert(u"repeat"_s,
                    QJsonObject{{u"from"_s, ids.value(phase.repeatFrom).value},
                                {u"left"_s, phase.repeats},
                                {u"most"_s, phase.repeats},
                                {u"last"_s, phase.lastRound == LastRound::Fail ? u"fail"_s : u"go_on"_s}});
    }
    return note;
}

QSet<StepId> before(const QList<Step> &steps, const Step &step)
{
    QSet<StepId> found;
    QList<StepId> open = step.after;
    while (!open.isEmpty()) {
        const StepId id = open.takeLast();
        const auto known =
            std::find_if(steps.begin(), steps.end(), [&](const Step &one) { return one.id == id; });
        if (found.contains(id) || known == steps.end())
            continue;
        found.insert(id);
        open += known->after;
    }
    return found;
}

// The phases of a round: `from`, what lies between, and last the judge.
QList<Step> roundOf(const QList<Step> &steps, const Step &judge, const StepId &from)
{
    const QSet<StepId> earlier = before(steps, judge);
    QList<Step> round;
    for (const Step &step : steps) {
        const bool between =
            earlier.contains(step.id) && (step.id == from || before(steps, step).contains(from));
        if (!phaseOf(step).isEmpty() && between)
            round.append(step);
    }
    round.append(judge);
    return round;
}

QJsonObject noteOfRound(QJsonObject note, const QHash<StepId, StepId> &copies, bool isJudge)
{
    const int number = note.value("round"_L1).toInt(1) + 1;
    const QString name = note.value("name"_L1).toString();
    const qsizetype mark = name.lastIndexOf(u" (round "_s);
    note.insert(u"round"_s, number);
    note.insert(u"name"_s, u"%1 (round %2)"_s.arg(mark < 0 ? name : name.first(mark)).arg(number));
    QJsonObject repeat = note.value("repeat"_L1).toObject();
    if (repeat.isEmpty())
        return note;
    const StepId from{repeat.value("from"_L1).toString()};
    repeat.insert(u"from"_s, copies.value(from, from).value);
    repeat.insert(u"left"_s, isJudge ? repeat.value("left"_L1).toInt() - 1 : repeat.value("most"_L1).toInt());
    note.insert(u"repeat"_s, repeat);
    return note;
}

} // namespace

QList<Step> phaseRows(const QList<Phase> &phases, const RowPlace &place)
{
    QList<Step> rows;
    QHash<QString, StepId> ids;
    for (const Phase &phase : phases) {
        Step row{.id = newId<StepId>("step-"_L1),
                 .task = place.task,
                 .position = place.position + static_cast<int>(rows.size()),
                 .kind = StepKind::Model,
                 .name = labelOf(phase.name),
                 .agent = phase.agent,
                 .input = {{u"instruction"_s, instructionOf(phase)}, {u"phase"_s, noteOf(phase, ids)}},
                 .createdAt = place.now};
        for (const QString &name : phase.after)
            row.after.append(ids.contains(name) ? ids.value(name) : place.behind);
        if (row.after.isEmpty() && !place.behind.isEmpty())
            row.after.append(place.behind);
        row.state = row.after.isEmpty() ? StepState::Ready : StepState::Blocked;
        ids.insert(phase.name, row.id);
        rows.append(row);
    }
    return rows;
}

QJsonObject phaseOf(const Step &step)
{
    return step.input.value("phase"_L1).toObject();
}

const Step *phaseStepOf(const QList<Step> &steps, const Step &step)
{
    const StepId first = firstTurnOf(step);
    const auto found =
        std::find_if(steps.begin(), steps.end(), [&](const Step &one) { return one.id == first; });
    return found == steps.end() || phaseOf(*found).isEmpty() ? nullptr : &*found;
}

Round nextRound(const QList<Step> &steps, const Step &judge, const Step &said, Timestamp now)
{
    const StepId from{phaseOf(judge).value("repeat"_L1).toObject().value("from"_L1).toString()};
    const QList<Step> round = roundOf(steps, judge, from);
    QHash<StepId, StepId> copies;
    for (const Step &step : round)
        copies.insert(step.id, newId<StepId>("step-"_L1));
    QList<Step> rows;
    for (const Step &step : round) {
        const QJsonObject note = noteOfRound(phaseOf(step), copies, step.id == judge.id);
        Step row{.id = copies.value(step.id),
                 .task = step.task,
                 .position = static_cast<int>(steps.size() + rows.size()),
                 .kind = StepKind::Model,
                 .name = labelOf(note.value("name"_L1).toString()),
                 .agent = step.agent,
                 .input = {{u"instruction"_s, step.input.value("instruction"_L1)}, {u"phase"_s, note}},
                 .createdAt = now};
        for (const StepId &id : step.after) {
            const auto waited =
                std::find_if(steps.begin(), steps.end(), [&](const Step &one) { return one.id == id; });
            const StepId first = waited == steps.end() ? id : firstTurnOf(*waited);
            if (copies.contains(first) && step.id != from)
                row.after.append(copies.value(first));
        }
        if (row.after.isEmpty())
            row.after.append(said.id);
        rows.append(row);
    }
    return {.rows = rows, .copies = copies};
}

} // namespace core
