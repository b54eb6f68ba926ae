// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/step.h"

#include <QStringList>

// Steps out of a short text: "A, B<A, C<A+B" is A, then B and C that wait for A, and C that waits for B as
// well.
inline QList<core::Step> stepsOf(const QString &graph)
{
    QList<core::Step> steps;
    const QStringList parts = graph.split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        const QString name = part.section(QLatin1Char('<'), 0, 0).trimmed();
        core::Step step{.id = {name}, .position = static_cast<int>(steps.size()), .name = name};
        const QStringList after =
            part.section(QLatin1Char('<'), 1).split(QLatin1Char('+'), Qt::SkipEmptyParts);
        for (const QString &id : after)
            step.after.append(core::StepId{id.trimmed()});
        steps.append(step);
    }
    return steps;
}

inline core::Step &stepNamed(QList<core::Step> &steps, const QString &name)
{
    for (core::Step &step : steps) {
        if (step.name == name)
            return step;
    }
    Q_ASSERT_X(false, "stepNamed", qPrintable(name));
    return steps.first();
}

inline void setState(QList<core::Step> &steps, const QString &name, core::StepState state)
{
    stepNamed(steps, name).state = state;
}

inline void setGate(QList<core::Step> &steps, const QString &name, core::StepState state)
{
    stepNamed(steps, name).kind = core::StepKind::Approval;
    setState(steps, name, state);
}

inline QList<core::Step> chainOf(int count, const QString &name = QStringLiteral("Page %1"))
{
    QList<core::Step> steps;
    for (int i = 0; i < count; ++i) {
        core::Step step{.id = {QString::number(i)}, .position = i, .name = name.arg(i + 1)};
        if (i > 0)
            step.after.append(core::StepId{QString::number(i - 1)});
        steps.append(step);
    }
    return steps;
}
