// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/step.h"
#include "ui/shell/theme.h"

#include <QWidget>

namespace ui {

class Button;
class JsonView;

// "Used calculator in 0.3 s", in line with the messages, with what went in and what came out behind a button.
class ToolLine final : public QWidget
{
    Q_OBJECT

public:
    ToolLine(const Theme &theme, const core::Step &step, QWidget *parent = nullptr);

    void setOpen(bool open);

signals:
    void opened(bool open);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    const core::Step m_step;
    Button *m_button = nullptr;
    JsonView *m_view = nullptr;
};

} // namespace ui
