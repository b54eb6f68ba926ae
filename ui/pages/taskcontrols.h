// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/models/taskview.h"
#include "ui/shell/actions.h"

#include <QTimer>
#include <QWidget>

namespace ui {

class Card;
class Confirm;
class KeyScope;
class Label;
class Notice;
class Pill;
class Track;

// The upper card of a task: its title, its track, and what can be done with it: pause, resume, cancel, run
// again, copy as curl. What a command answers that went wrong stands below the buttons. Announces submitted()
// when running it again made a new task.
class TaskControls final : public QWidget
{
    Q_OBJECT

public:
    TaskControls(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void bindKeys(KeyScope &keys);
    void setTask(const TaskView &view);
    // Another task was chosen and is not there yet: nothing is done to the one that still stands here.
    void wait() { m_task = {}; }
    void setAddress(const QString &address) { m_address = address; }

signals:
    void submitted(const QString &taskId);

private:
    using Command = std::function<core::Result<core::Task>(core::Core &)>;

    void build();
    void run(Command command);
    void askToCancel();
    void runAgain();
    void copy();

    Backend &m_backend;
    const Theme &m_theme;
    core::Task m_task;
    QString m_address;
    Card *m_card = nullptr;
    Label *m_id = nullptr;
    Track *m_track = nullptr;
    Button *m_pause = nullptr;
    Button *m_resume = nullptr;
    Button *m_cancel = nullptr;
    Button *m_again = nullptr;
    Button *m_copy = nullptr;
    Notice *m_problem = nullptr;
    Confirm *m_confirm = nullptr;
    QTimer m_copied;
};

} // namespace ui
