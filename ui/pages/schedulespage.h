// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/models/celltablemodel.h"
#include "ui/models/refresh.h"
#include "ui/models/scheduleview.h"
#include "ui/shell/page.h"

class QStackedWidget;

namespace ui {

class Card;
class Notice;
class ScheduleCard;
class ScheduleForm;
class Table;

// What is done again and again: the schedules, and of the chosen one its times and the tasks that it started.
// They are made, changed, paused and removed here. The badge is how many there are.
class SchedulesPage final : public Page
{
    Q_OBJECT

public:
    SchedulesPage(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void enter() override;
    // The id of a schedule; "new" opens the form for a new one.
    bool openThing(const QString &id) override;

private:
    using Command = std::function<core::Result<core::Schedule>(core::Core &)>;

    QWidget *buildEmpty();
    QWidget *buildTable();
    QWidget *buildRight();
    void read();
    void take(const ScheduleList &list);
    void showRow(const QString &id);
    void readOne();
    void startNew();
    void focusList();
    void endForm();
    void run(const QString &failure, Command command);
    void save(const QString &id, const core::NewSchedule &wanted);
    void remove();

    Backend &m_backend;
    Refresh m_refresh;
    CellTableModel m_model;
    QString m_shown;        // the schedule at the right
    QString m_wanted;       // to be chosen as soon as it is listed
    bool m_writing = false; // the form is open
    QStackedWidget *m_stack = nullptr;
    QStackedWidget *m_right = nullptr;
    Notice *m_failure = nullptr;
    Card *m_card = nullptr;
    Table *m_table = nullptr;
    ScheduleCard *m_detail = nullptr;
    ScheduleForm *m_form = nullptr;
};

} // namespace ui
