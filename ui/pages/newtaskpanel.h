// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/shell/theme.h"

#include <QWidget>

class QComboBox;
class QPlainTextEdit;

namespace ui {

class Button;
class Label;

// Where a person writes what shall be done, and by whom. Stands above the list while it is open; Ctrl+Enter
// starts it, Esc closes. Announces submitted() with the new task.
class NewTaskPanel final : public QWidget
{
    Q_OBJECT

public:
    NewTaskPanel(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void open(const QString &text = {});

signals:
    void submitted(const QString &taskId);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void putAway();
    void readAgents();
    void submit();
    void setProblem(const QString &problem);

    Backend &m_backend;
    QPlainTextEdit *m_text = nullptr;
    QComboBox *m_agent = nullptr;
    Button *m_start = nullptr;
    Label *m_problem = nullptr;
};

} // namespace ui
