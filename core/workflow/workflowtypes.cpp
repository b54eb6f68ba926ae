// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/workflowtypes.h"

#include "core/base/json.h"
#include "core/tool/jsonschema.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostPhases = 50;
constexpr int mostRounds = 10;

using Kind = PhaseKind;

Phase phase(Kind kind, const QString &after)
{
    return {
        .name = toWord(kind), .kind = kind, .after = after.isEmpty() ? QStringList() : QStringList{after}};
}

Phase judging(Kind kind, const QString &after, const QString &from, int repeats, LastRound last)
{
    Phase judge = phase(kind, after);
    judge.repeatFrom = from;
    judge.repeats = repeats;
    judge.lastRound = last;
    return judge;
}

QList<Phase> fullPhases(int retries)
{
    return {phase(Kind::Planning, {}), phase(Kind::Design, u"planning"_s),
            phase(Kind::Implementation, u"design"_s),
            judging(Kind::Review, u"implementation"_s, u"implementation"_s, retries, LastRound::GoOn)};
}

QList<Phase> tddPhases(int retries)
{
    return {phase(Kind::Planning, {}),
            phase(Kind::Design, u"planning"_s),
            phase(Kind::TestWriting, u"design"_s),
            phase(Kind::Implementation, u"test_writing"_s),
            judging(Kind::Execution, u"implementation"_s, u"implementation"_s, retries, LastRound::Fail),
            judging(Kind::Review, u"execution"_s, u"implementation"_s, retries, LastRound::GoOn)};
}

QList<Phase> incrementalPhases(const WorkflowShape &shape)
{
    QList<Phase> phases{phase(Kind::Planning, {}), phase(Kind::Design, u"planning"_s)};
    phases.last().listsParts = shape.parts.isEmpty();
    phases += phasesOfParts(shape.type, shape.parts, shape.retries, u"design"_s);
    phases.append(phase(Kind::Review, phases.last().name));
    return phases;
}

QJsonObject phaseSchema()
{
    const auto text = [](int longest) {
        return QJsonObject{{u"type"_s, u"string"_s}, {u"minLength"_s, 1}, {u"maxLength"_s, longest}};
    };
    QJsonArray kinds;
    for (const auto &[kind, word] : Words<Kind>::table)
        kinds.append(QLatin1StringView(word));
    return {{u"type"_s, u"object"_s},
            {u"properties"_s,
             QJsonObject{
                 {u"name"_s, text(80)},
                 {u"kind"_s, QJsonObject{{u"enum"_s, kinds}}},
                 {u"agent"_s, text(256)},
                 {u"instruction"_s, text(20'000)},
                 {u"after"_s,
                  QJsonObject{{u"type"_s, u"array"_s}, {u"items"_s, text(80)}, {u"maxItems"_s, mostPhases}}},
                 {u"repeat_from"_s, text(80)},
                 {u"max_retries"_s,
                  QJsonObject{{u"type"_s, u"integer"_s}, {u"minimum"_s, 0}, {u"maximum"_s, mostRounds}}},
                 {u"on_failure"_s, QJsonObject{{u"enum"_s, QJsonArray{u"go_on"_s, u"fail"_s}}}}}},
            {u"required"_s, QJsonArray{u"name"_s}},
            {u"additionalProperties"_s, false}};
}

Phase readPhase(const QJsonObject &given, const QString &previous)
{
    Phase phase{.name = given.value("name"_L1).toString(),
                .kind = fromWord<Kind>(given.value("kind"_L1).toString()).value_or(Kind::Other),
                .agentName = given.value("agent"_L1).toString(),
                .instruction = given.value("instruction"_L1).toString(),
                .repeatFrom = given.value("repeat_from"_L1).toString(),
                .repeats = given.value("max_retries"_L1).toInt(3),
                .lastRound = given.value("on_failure"_L1) == u"fail"_s ? LastRound::Fail : LastRound::GoOn};
    for (const QJsonValue &name : given.value("after"_L1).toArray())
        phase.after.append(name.toString());
    if (!given.contains("after"_L1) && !previous.isEmpty())
        phase.after.append(previous);
    return phase;
}

Error wrongPhase(qsizetype index, const QString &field, const QString &text)
{
    const QString path = u"configuration.phases[%1].%2"_s.arg(index).arg(field);
    return invalid(path, path + u": "_s + text);
}

} // namespace

const QList<WorkflowType> &workflowTypes()
{
    static const QList<WorkflowType> types{
        {u"full"_s,
         u"Planning, design, implementation and review, with a bounded number of corrections"_s,
         {u"planning"_s, u"design"_s, u"implementation"_s, u"review"_s}},
        {u"tdd"_s,
         u"Tests are written before the code, and the code is corrected until they pass"_s,
         {u"planning"_s, u"design"_s, u"test_writing"_s, u"implementation"_s, u"execution"_s, u"review"_s}},
        {u"individual"_s, u"One phase alone, which step_type names"_s, {}},
        {u"mvp_incremental"_s,
         u"The design names features, which are built and checked one after the other"_s,
         {u"planning"_s, u"design"_s, u"implementation"_s, u"execution"_s, u"review"_s}},
        {u"mvp_incremental_tdd"_s,
         u"The same, with tests that are written before each feature"_s,
         {u"planning"_s, u"design"_s, u"test_writing"_s, u"implementation"_s, u"execution"_s, u"review"_s}},
        {u"custom"_s, u"The phases that configuration.phases lists"_s, {}},
    };
    return types;
}

QList<Phase> phasesOfParts(const QString &type, const QStringList &parts, int retries, const QString &behind)
{
    QList<Phase> phases;
    QString last = behind;
    const bool testsFirst = type == u"mvp_incremental_tdd";
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const auto add = [&](Phase one) {
            one.name = one.name + u' ' + QString::number(i + 1);
            one.part = u"%1 of %2: %3"_s.arg(i + 1).arg(parts.size()).arg(parts[i]);
            phases.append(one);
            last = one.name;
        };
        if (testsFirst)
            add(phase(Kind::TestWriting, last));
        add(phase(Kind::Implementation, last));
        add(judging(Kind::Execution, last, last, retries, testsFirst ? LastRound::Fail : LastRound::GoOn));
    }
    return phases;
}

Result<QList<Phase>> phasesOf(const WorkflowShape &shape)
{
    if (shape.type == u"full")
        return fullPhases(shape.retries);
    if (shape.type == u"tdd")
        return tddPhases(shape.retries);
    if (shape.type == u"mvp_incremental" || shape.type == u"mvp_incremental_tdd")
        return incrementalPhases(shape);
    if (shape.type == u"custom")
        return shape.phases;
    if (shape.type == u"individual")
        return QList<Phase>{phase(shape.step, {})};
    return invalid(u"workflow_type"_s, u"Unknown workflow type: %1"_s.arg(shape.type.left(80)));
}

Result<QList<Phase>> readPhases(const QJsonArray &given)
{
    const QString field = u"configuration.phases"_s;
    if (given.isEmpty() || given.size() > mostPhases)
        return invalid(field, u"%1: a custom workflow needs 1 to %2 phases"_s.arg(field).arg(mostPhases));
    QList<Phase> phases;
    QStringList names;
    for (qsizetype i = 0; i < given.size(); ++i) {
        if (const auto problems = check(phaseSchema(), given[i]); !problems.isEmpty()) {
            const QString path = u"%1[%2]"_s.arg(field).arg(i);
            return invalid(path, path + (problems.first().path.isEmpty() ? u": "_s : u"."_s) +
                                     problems.first().line());
        }
        const Phase phase = readPhase(given[i].toObject(), names.isEmpty() ? QString() : names.last());
        if (names.contains(phase.name))
            return wrongPhase(i, u"name"_s, u"two phases are called \"%1\""_s.arg(phase.name));
        for (const QString &before : phase.after) {
            if (!names.contains(before))
                return wrongPhase(i, u"after"_s, u"there is no phase \"%1\" before this one"_s.arg(before));
        }
        if (!phase.repeatFrom.isEmpty() && !names.contains(phase.repeatFrom))
            return wrongPhase(i, u"repeat_from"_s,
                              u"there is no phase \"%1\" before this one"_s.arg(phase.repeatFrom));
        names.append(phase.name);
        phases.append(phase);
    }
    return phases;
}

} // namespace core
