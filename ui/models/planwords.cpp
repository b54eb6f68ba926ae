// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/planwords.h"

#include "core/base/text.h"
#include "core/policy/policyrule.h"
#include "core/review/planreview.h"

#include <QCoreApplication>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype mostLines = 8;
constexpr qsizetype longestLine = 160;
} // namespace

bool isPlan(const core::Approval &approval)
{
    return approval.tool == core::reviewTool;
}

bool isHighRisk(const core::Approval &approval)
{
    return approval.risk == core::toWord(core::Risk::High);
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

} // namespace ui
