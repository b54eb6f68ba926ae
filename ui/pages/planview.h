// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/planwords.h"
#include "ui/shell/theme.h"

#include <QWidget>

class QGridLayout;

namespace ui {

// A plan as its steps, one under the other: number, title and agent, and below what the step will do. Its
// texts can be selected. It only shows; UI thread.
class PlanView final : public QWidget
{
    Q_OBJECT

public:
    explicit PlanView(const Theme &theme, QWidget *parent = nullptr);

    // The same ones keep what is selected.
    void setSteps(const QList<PlanStep> &steps);

private:
    void addStep(QGridLayout &grid, int number, const PlanStep &step);

    const Theme &m_theme;
    QList<PlanStep> m_steps;
    QWidget *m_rows = nullptr;
};

} // namespace ui
