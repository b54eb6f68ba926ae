// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/modelplan.h"

#include "core/base/json.h"
#include "core/tool/jsonschema.h"

#include <QSet>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestPlan = 64 * 1024;
constexpr int mostPlanned = 40;

QJsonObject textSchema(int longest)
{
    return {{u"type"_s, u"string"_s}, {u"minLength"_s, 1}, {u"maxLength"_s, longest}};
}

QJsonObject stepSchema()
{
    const QJsonObject names{
        {u"type"_s, u"array"_s}, {u"items"_s, textSchema(80)}, {u"maxItems"_s, mostPlanned}};
    return {{u"type"_s, u"object"_s},
            {u"properties"_s,
             QJsonObject{{u"name"_s, textSchema(80)},
                         {u"type"_s, QJsonObject{{u"enum"_s, QJsonArray{u"tool"_s, u"model"_s}}}},
                         {u"tool"_s, textSchema(64)},
                         {u"arguments"_s, QJsonObject{{u"type"_s, u"object"_s}}},
                         {u"instruction"_s, textSchema(4000)},
                         {u"after"_s, names}}},
            {u"required"_s, QJsonArray{u"name"_s, u"type"_s}},
            {u"additionalProperties"_s, false}};
}

QJsonObject planSchema()
{
    const QJsonObject steps{{u"type"_s, u"array"_s},
                            {u"items"_s, stepSchema()},
                            {u"minItems"_s, 1},
                            {u"maxItems"_s, mostPlanned}};
    return {{u"type"_s, u"object"_s},
            {u"properties"_s, QJsonObject{{u"steps"_s, steps}}},
            {u"required"_s, QJsonArray{u"steps"_s}}};
}

QString toolLines(const QList<ToolSpec> &tools)
{
    if (tools.isEmpty())
        return u"There are no tools; use steps of type \"model\" alone."_s;
    QStringList lines{u"These are the tools, each with the JSON Schema of its arguments:"_s};
    for (const ToolSpec &tool : tools)
        lines.append(u"- "_s + tool.name + u": "_s + tool.description + u' ' +
                     QString::fromUtf8(toBytes(tool.parameters)));
    return lines.join(u'\n');
}

// The outermost braces: what stands around them is politeness.
Result<QJsonObject> objectIn(const QString &text)
{
    const qsizetype begin = text.indexOf(u'{');
    const qsizetype end = text.lastIndexOf(u'}');
    if (begin < 0 || end < begin || text.size() > longestPlan)
        return invalid(u"plan"_s, u"The model gave no plan"_s);
    return parseObject(text.sliced(begin, end - begin + 1).toUtf8());
}

PlannedStep plannedStep(const QJsonObject &object)
{
    const bool isTool = object.value("type"_L1) == u"tool"_s;
    PlannedStep step{.name = object.value("name"_L1).toString(),
                     .kind = isTool ? StepKind::Tool : StepKind::Model,
                     .tool = isTool ? object.value("tool"_L1).toString() : QString(),
                     .arguments = object.value("arguments"_L1).toObject(),
                     .instruction = object.value("instruction"_L1).toString()};
    for (const QJsonValue &before : object.value("after"_L1).toArray())
        step.after.append(before.toString());
    return step;
}

void addAnswer(QList<PlannedStep> &plan)
{
    QStringList last;
    for (const PlannedStep &step : std::as_const(plan))
        last.append(step.name);
    for (const PlannedStep &step : std::as_const(plan)) {
        for (const QString &before : step.after)
            last.removeAll(before);
    }
    if (last.size() == 1 && plan.last().name == last.first() && plan.last().kind == StepKind::Model)
        return;
    QString name = u"Answer"_s;
    while (std::ranges::any_of(plan, [&name](const PlannedStep &step) { return step.name == name; }))
        name += u'.';
    plan.append({.name = name,
                 .instruction = u"Answer the task with what the steps before this one found."_s,
                 .after = last});
}

} // namespace

ModelRequest planRequest(ModelRequest request)
{
    const QString instruction =
        u"Plan how to do what the person asks; do not do it yet. Answer with one JSON object and nothing "
        u"else:\n"
        "{\"steps\": [{\"name\": \"Search\", \"type\": \"tool\", \"tool\": \"a tool\", \"arguments\": {}, "
        "\"after\": []}, "
        "{\"name\": \"Answer\", \"type\": \"model\", \"instruction\": \"what to write\", \"after\": "
        "[\"Search\"]}]}\n"
        "Names are short and unique. A step starts when those that \"after\" names are done, which stand "
        "before it; "
        "steps that do not wait for each other run at once. A \"model\" step thinks or writes and sees what "
        "the steps "
        "before it found; the last step is one and answers the person. In the arguments of a tool "
        "{\"$step\": \"name of a "
        "step\", \"field\": \"text\"} stands for what that model step wrote. Use at most %1 steps, and no more than needed."_s
            .arg(mostPlanned);
    request.systemPrompt += u"\n\n"_s + instruction + u'\n' + toolLines(request.tools);
    request.tools.clear();
    return request;
}

Result<QList<PlannedStep>> planIn(const QString &text)
{
    const QJsonObject object = TRY(objectIn(text));
    TRY(toResult(check(planSchema(), object)));
    QList<PlannedStep> plan;
    for (const QJsonValue &value : object.value("steps"_L1).toArray())
        plan.append(plannedStep(value.toObject()));
    addAnswer(plan);
    return plan;
}

} // namespace core
