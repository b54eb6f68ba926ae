// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

class QHBoxLayout;

namespace ui {

class Button;
class Label;
class Pill;

// One of the steps of the welcome: its number, what it does, and its buttons, or that it is done. What went
// wrong stands below it.
class WelcomeStep final : public QWidget
{
    Q_OBJECT

public:
    WelcomeStep(const Theme &theme, int number, const QString &title, const QString &text,
                QWidget *parent = nullptr);

    Button *addButton(Button *button);
    // Done, with a word for it; an empty word: still to do.
    void setDone(const QString &word);
    void setProblem(const QString &problem);
    void setButtonsEnabled(bool enabled);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    const int m_number;
    bool m_isDone = false;
    QWidget *m_words = nullptr;
    Label *m_problem = nullptr;
    Pill *m_pill = nullptr;
    QHBoxLayout *m_row = nullptr;
    QList<Button *> m_buttons;
};

} // namespace ui
