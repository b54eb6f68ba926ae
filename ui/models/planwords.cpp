// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/planwords.h"

#include "core/base/text.h"
#include "core/policy/policyrule.h"
#include "core/review/planreview.h"
#include "core/tool/actionwords.h"
#include "ui/models/translation.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype mostLines = 8;
constexpr qsizetype longestLine = 160;

// What stands behind the review of the plan.
QList<core::Step> plannedAmong(const QList<core::Step> &steps, const core::StepId &start)
{
    QSet<core::StepId> behind{start};
    QList<core::Step> planned;
    for (qsizetype before = -1; before != behind.size();) {
        before = behind.size();
        for (const core::Step &step : steps) {
            const bool follows =
                std::any_of(step.after.begin(), step.after.end(),
                            [&behind](const core::StepId &id) { return behind.contains(id); });
            if (follows)
                behind.insert(step.id);
        }
    }
    for (const core::Step &step : steps) {
        if (step.id != start && behind.contains(step.id))
            planned.append(step);
    }
    return planned;
}

QString whatOf(const core::Step &step, const QList<core::Step> &planned)
{
    switch (step.kind) {
    case core::StepKind::Tool:
        return core::actionInWords(step.tool, core::readableArguments(step, planned));
    case core::StepKind::Model:
        return step.input.value("instruction"_L1).toString(tr("Answers the task"));
    case core::StepKind::Code:
        return tr("Runs its code");
    default:
        return tr("Waits for the steps before it");
    }
}

QList<int> waitsFor(const core::Step &step, const QList<core::Step> &planned, int number)
{
    QList<int> after;
    for (int i = 0; i < planned.size(); ++i) {
        if (step.after.contains(planned[i].id))
            after.append(i + 1);
    }
    return after == QList<int>{number - 1} ? QList<int>() : after;
}

} // namespace

bool isPlan(const core::Approval &approval)
{
    return approval.tool == core::reviewTool;
}

bool isHighRisk(const core::Approval &approval)
{
    return isHighRisk(approval.risk);
}

bool isHighRisk(const QString &risk)
{
    return risk == core::toWord(core::Risk::High);
}

int planVersion(const core::Approval &approval)
{
    return approval.arguments.value("version"_L1).toInt();
}

QString planText(const core::Approval &approval)
{
    return approval.arguments.value("plan"_L1).toString();
}

QString planExcerpt(const core::Approval &approval)
{
    const QStringList steps = planText(approval).split(u'\n', Qt::SkipEmptyParts);
    QStringList lines;
    for (const QString &step : steps.first(std::min(mostLines, steps.size())))
        lines.append(core::shortened(step, longestLine));
    if (const qsizetype more = steps.size() - lines.size(); more > 0)
        lines.append(QCoreApplication::translate("ui::Plans", "and %1 more").arg(more));
    return lines.join(u'\n');
}

QList<PlanStep> planSteps(const core::Approval &approval)
{
    // "1. Calculate (calculator {"expression":"6*7"})"
    static const QRegularExpression line(uR"(^[0-9]+\. (.*?)(?: \((\S+ \{.*\})\))?$)"_s);
    QList<PlanStep> steps;
    for (const QString &text : planText(approval).split(u'\n', Qt::SkipEmptyParts)) {
        const QRegularExpressionMatch match = line.match(text);
        if (match.hasMatch())
            steps.append({.name = match.captured(1), .what = match.captured(2)});
        else if (steps.isEmpty())
            steps.append({.name = text});
        else
            steps.last().what += u'\n' + text;
    }
    return steps;
}

QList<PlanStep> planSteps(const core::Approval &approval, const QList<core::Step> &ofTask, AgentNames &agents)
{
    const QList<PlanStep> told = planSteps(approval);
    const QList<core::Step> planned = plannedAmong(ofTask, approval.toolStep);
    // Once it runs, or was sent back, the steps of the task are others.
    if (approval.state != core::ApprovalState::Pending || planned.size() != told.size())
        return told;
    QList<PlanStep> steps;
    for (const core::Step &step : planned) {
        const int number = static_cast<int>(steps.size()) + 1;
        steps.append({.name = step.name,
                      .agent = agents.of(step.agent).text(),
                      .what = whatOf(step, planned),
                      .after = waitsFor(step, planned, number)});
    }
    return steps;
}

} // namespace ui
