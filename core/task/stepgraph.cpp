// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/task/stepgraph.h"

#include <QJsonArray>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

const Step *find(const QList<Step> &steps, const StepId &id)
{
    const auto it = std::find_if(steps.begin(), steps.end(), [&](const Step &step) { return step.id == id; });
    return it == steps.end() ? nullptr : &*it;
}

bool isPassed(const QList<Step> &steps, const StepId &id)
{
    const Step *step = find(steps, id);
    return !step || step->state == StepState::Done || (step->state == StepState::Failed && !stopsRun(*step));
}

bool isAnyIn(const QList<Step> &steps, std::initializer_list<StepState> states)
{
    return std::any_of(steps.begin(), steps.end(), [&](const Step &step) {
        return std::find(states.begin(), states.end(), step.state) != states.end();
    });
}

QJsonValue fieldOf(QJsonValue value, const QString &path)
{
    for (const QString &part : path.split(u'.', Qt::SkipEmptyParts))
        value = value.isArray() ? value.toArray().at(part.toInt()) : value.toObject().value(part);
    return value;
}

// A model step's fields are those of its output; a tool's are those of its result.
Result<QJsonValue> referred(const QJsonObject &reference, const QList<Step> &steps)
{
    const Step *step = find(steps, {reference.value("$step"_L1).toString()});
    const QString field = reference.value("field"_L1).toString(u"text"_s);
    if (step) {
        const QJsonValue whole =
            step->kind == StepKind::Tool ? step->output.value("result"_L1) : QJsonValue(step->output);
        const QJsonValue found = fieldOf(whole, field);
        if (!found.isUndefined())
            return found;
    }
    return invalid(field, u"An earlier step has no \"%1\" to go on with."_s.arg(field));
}

Result<QJsonValue> resolvedValue(const QJsonValue &value, const QList<Step> &steps)
{
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &item : value.toArray())
            array.append(TRY(resolvedValue(item, steps)));
        return QJsonValue(array);
    }
    if (!value.isObject())
        return value;
    const QJsonObject object = value.toObject();
    if (object.contains("$step"_L1))
        return referred(object, steps);
    return QJsonValue(TRY(resolved(object, steps)));
}

} // namespace

bool stopsRun(const Step &step)
{
    return step.state == StepState::Failed && !withheld(step) &&
           !(step.kind == StepKind::Tool && step.input.contains("call_id"_L1));
}

std::optional<Withheld> withheld(const Step &step)
{
    if (step.state != StepState::Failed)
        return {};
    return fromWord<Withheld>(step.output.value("withheld"_L1).toString());
}

const Step *withheldSource(const QJsonValue &arguments, const QList<Step> &steps)
{
    if (arguments.isArray()) {
        for (const QJsonValue &item : arguments.toArray()) {
            if (const Step *source = withheldSource(item, steps))
                return source;
        }
        return nullptr;
    }
    const QJsonObject object = arguments.toObject();
    if (object.contains("$step"_L1)) {
        const Step *source = find(steps, {object.value("$step"_L1).toString()});
        return source && withheld(*source) ? source : nullptr;
    }
    for (const QJsonValue &value : object) {
        if (const Step *source = withheldSource(value, steps))
            return source;
    }
    return nullptr;
}

const Step *rejectedCall(const QString &tool, const QJsonObject &arguments, const QList<Step> &steps)
{
    const auto found = std::ranges::find_if(steps, [&](const Step &step) {
        return step.tool == tool && withheld(step) == Withheld::Rejected &&
               step.input.value("arguments"_L1).toObject() == arguments;
    });
    return found == steps.end() ? nullptr : &*found;
}

QList<StepId> unblocked(const QList<Step> &steps)
{
    QList<StepId> found;
    for (const Step &step : steps) {
        if (step.state != StepState::Blocked)
            continue;
        const bool free = std::all_of(step.after.begin(), step.after.end(),
                                      [&](const StepId &id) { return isPassed(steps, id); });
        if (free)
            found.append(step.id);
    }
    return found;
}

TaskState stateOf(const QList<Step> &steps)
{
    if (isAnyIn(steps, {StepState::Running}))
        return TaskState::Running;
    if (isAnyIn(steps, {StepState::Ready, StepState::Held})) {
        const bool fresh = std::all_of(steps.begin(), steps.end(), [](const Step &step) {
            return (step.state == StepState::Ready || step.state == StepState::Held ||
                    step.state == StepState::Blocked) &&
                   step.attempt == 1;
        });
        return fresh ? TaskState::Queued : TaskState::Running;
    }
    if (isAnyIn(steps, {StepState::Waiting, StepState::Uncertain}))
        return TaskState::Waiting;
    return TaskState::Completed;
}

StepId firstTurnOf(const Step &step)
{
    const QString first = step.input.value("turn_of"_L1).toString();
    return first.isEmpty() ? step.id : StepId{first};
}

QStringList lanesOf(const QList<Step> &steps)
{
    QStringList lanes;
    for (const Step &step : steps) {
        if (!isFinished(step.state) && !lanes.contains(step.agent.value))
            lanes.append(step.agent.value);
    }
    return lanes;
}

QString answerOf(const QList<Step> &steps)
{
    for (auto it = steps.rbegin(); it != steps.rend(); ++it) {
        const bool speaks =
            it->kind == StepKind::Model || it->kind == StepKind::Plan || it->kind == StepKind::Code;
        if (!speaks || it->state != StepState::Done || !it->output.contains("text"_L1))
            continue;
        const bool isLast = std::none_of(steps.begin(), steps.end(),
                                         [&](const Step &step) { return step.after.contains(it->id); });
        if (isLast)
            return it->output.value("text"_L1).toString();
    }
    // A plan that ends with a tool: what that tool said of itself.
    for (auto it = steps.rbegin(); it != steps.rend(); ++it) {
        if (withheld(*it))
            return u"This was not done: %1. %2"_s.arg(it->name, it->error);
        if (it->kind == StepKind::Tool && it->state == StepState::Done)
            return it->output.value("result"_L1).toObject().value("summary"_L1).toString();
    }
    return {};
}

Result<QJsonObject> resolved(const QJsonObject &arguments, const QList<Step> &steps)
{
    QJsonObject result;
    for (auto it = arguments.begin(); it != arguments.end(); ++it)
        result.insert(it.key(), TRY(resolvedValue(it.value(), steps)));
    return result;
}

} // namespace core
