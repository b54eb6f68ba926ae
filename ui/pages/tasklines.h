// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/taskline.h"

#include <QPointer>
#include <QScrollArea>

class QVBoxLayout;

namespace ui {

class Button;
class EmptyState;

// The lines of the Overview under each other. A line that stays keeps its widget, so that an open decision
// and the focus stay, too. Announces opened(), approvalOpened() and allRequested().
class TaskLines final : public QScrollArea
{
    Q_OBJECT

public:
    TaskLines(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void setLines(const QList<OverviewLine> &lines, qint64 more, core::Timestamp now);
    QList<TaskLine *> lines() const { return m_lines; }
    // The decision that was opened last and is still open; null when there is none.
    ApprovalBox *openBox() const;

    // J, K and Enter: among the lines as in a list.
    TaskLine *focusedLine() const;
    void moveFocus(int by);
    void openFocused();
    // Whether the focused line, or else the first one that waits, has something to decide; and show it.
    bool canDecide() const { return lineToDecide() != nullptr; }
    void showDecision();

signals:
    void opened(const QString &taskId);
    void approvalOpened(const QString &approvalId);
    void allRequested();
    void newTaskRequested();

private:
    TaskLine *newLine();
    TaskLine *lineToDecide() const;

    Backend &m_backend;
    const Theme &m_theme;
    QList<TaskLine *> m_lines;
    QPointer<TaskLine> m_deciding;
    QVBoxLayout *m_column = nullptr;
    EmptyState *m_empty = nullptr;
    Button *m_more = nullptr;
    QWidget *m_foot = nullptr;
};

} // namespace ui
