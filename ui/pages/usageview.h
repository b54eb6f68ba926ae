// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/taskview.h"
#include "ui/shell/theme.h"

#include <QWidget>

class QGridLayout;

namespace ui {

class Label;

// What a task used and when: names and values in two columns.
class UsageView final : public QWidget
{
    Q_OBJECT

public:
    explicit UsageView(const Theme &theme, QWidget *parent = nullptr);

    void setTask(const TaskView &view);

private:
    void setLine(int row, const QString &name, const QString &value);

    const Theme &m_theme;
    QGridLayout *m_grid = nullptr;
    QList<Label *> m_values;
};

} // namespace ui
