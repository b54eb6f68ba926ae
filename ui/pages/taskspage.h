// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/tasktablemodel.h"
#include "ui/pages/tasksource.h"
#include "ui/shell/page.h"

#include <optional>

class QBoxLayout;
class QLineEdit;

namespace ui {

class Button;
class EmptyState;
class Label;
class NewTaskPanel;
class Notice;
class Table;
class TaskDetail;

// Finds any task by its state, text, agent or session, starts one, and shows the chosen one beside the list.
class TasksPage final : public Page
{
    Q_OBJECT

public:
    TasksPage(Backend &backend, const Theme &theme);

    void enter() override;
    void leave() override;
    // The id of a task; "new" opens the panel for a new one.
    bool openThing(const QString &id) override;
    void serve(const Serving &serving) override;
    void bindEverywhere(KeyScope &keys) override;
    QList<PaletteSource *> paletteSources() override { return {&m_source}; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Chip
    {
        Button *button = nullptr;
        QString name = {};
        std::optional<core::TaskState> state = {};
    };

    QWidget *buildBar();
    QWidget *buildList();
    void bindKeys();
    void addChip(QLayout *row, const QString &name, std::optional<core::TaskState> state);
    void filter();
    void goToFound();
    void chooseFirst();
    void readCounts();
    void showCounts(core::TaskCounts counts, qint64 decided);
    void showEmpty();
    void openNewTask(const QString &text);
    void openTask(const QString &id);
    void markShown();
    void keepPlace(int first, int last);

    Backend &m_backend;
    TaskTableModel m_model;
    TaskSource m_source;
    Refresh m_counts;
    QTimer m_tick;
    QTimer m_typing;
    QList<Chip> m_chips;
    std::optional<core::TaskState> m_state; // of the chip that is pressed
    QBoxLayout *m_bar = nullptr;
    QLineEdit *m_field = nullptr;
    Label *m_hint = nullptr;
    Notice *m_problem = nullptr;
    bool m_wantsFirst = false; // of what is found
    NewTaskPanel *m_newTask = nullptr;
    Table *m_table = nullptr;
    EmptyState *m_empty = nullptr;
    TaskDetail *m_detail = nullptr;
};

} // namespace ui
