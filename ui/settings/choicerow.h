// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QList>
#include <QWidget>

namespace ui {

class Button;
class Label;

// A setting with few values, side by side: its name and what it does at the left, the values as chips at the
// right. Announces chosen() when a person chose another one.
class ChoiceRow final : public QWidget
{
    Q_OBJECT

public:
    struct Choice
    {
        QString value = {};
        QString text = {};
    };

    ChoiceRow(const Theme &theme, const QString &name, const QString &text, const QList<Choice> &choices,
              QWidget *parent = nullptr);

    void setValue(const QString &value);
    QString value() const;
    void setProblem(const QString &problem);

signals:
    void chosen(const QString &value);

private:
    QList<std::pair<QString, Button *>> m_chips;
    Label *m_problem = nullptr;
};

} // namespace ui
