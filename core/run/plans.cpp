// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/plans.h"

#include <QHash>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostStepsOfPlan = 200;

Error badPlan(const QString &text)
{
    Error error = invalid(u"plan"_s, u"The plan cannot be followed: %1"_s.arg(text));
    error.retry = Retry::Later;
    return error;
}

// Names of steps in {"$step": name} become their ids.
Result<QJsonValue> withIds(const QJsonValue &value, const QHash<QString, StepId> &ids)
{
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &item : value.toArray())
            array.append(TRY(withIds(item, ids)));
        return QJsonValue(array);
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    if (object.contains("$step"_L1)) {
        const QString name = object.value("$step"_L1).toString();
        if (!ids.contains(name))
            return badPlan(u"there is no step \"%1\" before it is used"_s.arg(name));
        object.insert("$step"_L1, ids.value(name).value);
        return QJsonValue(object);
    }
    for (auto it = object.begin(); it != object.end(); ++it)
        it.value() = TRY(withIds(it.value(), ids));
    return QJsonValue(object);
}

} // namespace

QString stationName(const QString &tool)
{
    QString name = tool;
    name.replace(u'_', u' ');
    if (!name.isEmpty())
        name[0] = name[0].toUpper();
    return name;
}

QJsonArray planJson(const QList<Step> &steps)
{
    QJsonArray plan;
    for (const Step &step : steps) {
        QJsonArray after;
        for (const StepId &before : step.after)
            after.append(before.value);
        plan.append(QJsonObject{{u"id"_s, step.id.value},
                                {u"name"_s, step.name},
                                {u"type"_s, toWord(step.kind)},
                                {u"after"_s, after}});
    }
    return plan;
}

Result<QList<Step>> stepsOf(const QList<PlannedStep> &plan, const TaskRun &run, const StepId &planStep,
                            const QStringList &tools, Timestamp now)
{
    if (plan.size() > mostStepsOfPlan)
        return badPlan(u"it has more than %1 steps"_s.arg(mostStepsOfPlan));
    QHash<QString, StepId> ids;
    QList<Step> steps;
    for (const PlannedStep &planned : plan) {
        if (planned.name.isEmpty() || ids.contains(planned.name))
            return badPlan(u"two steps are called \"%1\""_s.arg(planned.name));
        if (planned.kind == StepKind::Tool && !tools.contains(planned.tool))
            return badPlan(u"the agent has no tool \"%1\""_s.arg(planned.tool));
        Step step{.id = newId<StepId>("step-"_L1),
                  .task = run.task.id,
                  .position = static_cast<int>(run.steps.size() + steps.size()),
                  .kind = planned.kind,
                  .name = planned.name,
                  .agent = run.task.agent,
                  .tool = planned.tool,
                  .createdAt = now};
        for (const QString &before : planned.after) {
            if (!ids.contains(before))
                return badPlan(
                    u"\"%1\" waits for \"%2\", which is not before it"_s.arg(planned.name, before));
            step.after.append(ids.value(before));
        }
        if (step.after.isEmpty())
            step.after = {planStep};
        if (planned.kind == StepKind::Tool)
            step.input.insert(u"arguments"_s, TRY(withIds(planned.arguments, ids)));
        if (!planned.instruction.isEmpty())
            step.input.insert(u"instruction"_s, planned.instruction);
        ids.insert(planned.name, step.id);
        steps.append(step);
    }
    return steps;
}

} // namespace core
