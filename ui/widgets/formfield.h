// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

namespace ui {

class Label;

// One field of a form: its name above, the editor, and below either a hint or, in red, what is wrong with it.
// What was typed and cannot be seen in the editor is written out there, too.
// The editor is reached by its name in a screen reader, too.
class FormField final : public QWidget
{
    Q_OBJECT

public:
    // Takes the editor over.
    FormField(const Theme &theme, const QString &name, QWidget *editor, const QString &hint = {},
              QWidget *parent = nullptr);

    void setHint(const QString &hint);
    // Empty takes it away.
    void setProblem(const QString &problem);
    QString problem() const { return m_problem; }
    QWidget *editor() const { return m_editor; }

private:
    void watch();
    void showFoot();

    QWidget *m_editor = nullptr;
    Label *m_foot = nullptr;
    QString m_hint;
    QString m_hidden; // what the editor does not show
    QString m_problem;
};

} // namespace ui
