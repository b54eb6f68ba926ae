// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

namespace ui {

// In place of the window when the program cannot start: what is wrong and what to do, and to try once more
// when that was done. Owned by the program; UI thread. Announces againRequested() and quitRequested().
class ProblemWindow final : public QWidget
{
    Q_OBJECT

public:
    ProblemWindow(const Theme &theme, const QString &title, const QString &text, QWidget *parent = nullptr);

signals:
    void againRequested();
    void quitRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
};

} // namespace ui
