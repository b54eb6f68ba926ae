// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

namespace ui {

class Button;
class Label;

// Stands over the foot of the window while something can still be taken back: what it was, and the one
// button. Announces undoRequested().
class UndoBar final : public QWidget
{
    Q_OBJECT

public:
    UndoBar(const Theme &theme, QWidget *window);

    void offer(const QString &what);
    Button *button() const { return m_button; }

signals:
    void undoRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void place();

    const Theme &m_theme;
    Label *m_text = nullptr;
    Button *m_button = nullptr;
};

} // namespace ui
