// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/celltablemodel.h"
#include "ui/models/scheduleview.h"
#include "ui/shell/keyscope.h"

class QGridLayout;

namespace ui {

class Card;
class Confirm;
class Label;
class Notice;
class Table;

// One schedule: what it does and when, what can be done with it, and the tasks that it started. It only shows
// and asks; the page does. UI thread.
class ScheduleCard final : public QWidget
{
    Q_OBJECT

public:
    ScheduleCard(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    void setView(const ScheduleView &view);
    const core::Schedule &schedule() const { return m_view.schedule; }
    void setProblem(const QString &title, const core::Error &error);

signals:
    void editRequested();
    void pauseRequested();
    void resumeRequested();
    void removeRequested();
    void taskRequested(const core::TaskId &task);

private:
    QWidget *buildFacts();
    QWidget *buildBar(KeyScope &keys);
    QWidget *buildRuns();
    Label *addFact(QGridLayout *grid, const QString &name);
    void showFacts();
    void showRuns();

    const Theme &m_theme;
    ScheduleView m_view;
    CellTableModel m_runs;
    Card *m_card = nullptr;
    Label *m_query = nullptr;
    Label *m_when = nullptr;
    Label *m_next = nullptr;
    Label *m_limits = nullptr;
    Label *m_owner = nullptr;
    Button *m_edit = nullptr;
    Button *m_pause = nullptr;
    Button *m_resume = nullptr;
    Button *m_remove = nullptr;
    Notice *m_notice = nullptr;
    Confirm *m_confirm = nullptr;
    Card *m_history = nullptr;
    Table *m_table = nullptr;
};

} // namespace ui
