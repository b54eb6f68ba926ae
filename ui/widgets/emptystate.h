// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace ui {

class Button;
class Label;

// What stands where there is nothing yet: says what would be here, and offers the one action that puts it
// there. Announces actionClicked().
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    EmptyState(const Theme &theme, const QString &title, const QString &text, const QString &action = {},
               QWidget *parent = nullptr);

    void setTexts(const QString &title, const QString &text);
    // Null when there is no action.
    Button *button() const { return m_button; }

signals:
    void actionClicked();

private:
    Label *m_title = nullptr;
    Label *m_text = nullptr;
    Button *m_button = nullptr;
};

} // namespace ui
