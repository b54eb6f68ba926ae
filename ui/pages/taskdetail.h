// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/models/eventlistmodel.h"
#include "ui/models/refresh.h"
#include "ui/models/taskview.h"
#include "ui/shell/page.h"

class QListView;
class QStackedLayout;
class QStackedWidget;
class QTabBar;

namespace ui {

class ApprovalBox;
class Card;
class EmptyState;
class JsonView;
class MarkdownView;
class TaskControls;
class UncertainBox;
class UsageView;

// One task, live: its track and controls, what waits for a person, and its timeline, result, usage and raw
// events. While a model writes, its words appear in the result. UI thread. Announces submitted() for a task
// that was run again as a new one, and approvalOpened().
class TaskDetail final : public QWidget
{
    Q_OBJECT

public:
    enum Tab { Timeline, Result, Usage, Raw };

    TaskDetail(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void bindKeys(KeyScope &keys);
    // Empty: no task is chosen.
    void setTaskId(const core::TaskId &id);
    const core::TaskId &taskId() const { return m_id; }
    void setAddress(const QString &address);
    void setHeld(bool held) { m_refresh.setHeld(held); }
    void showTab(Tab tab);

signals:
    void submitted(const QString &taskId);
    void approvalOpened(const QString &approvalId);

private:
    QWidget *buildTabs();
    QWidget *buildResult();
    void ask();
    void show(const TaskView &view);
    void showWaiting(const TaskView &view);
    void showResult(const TaskView &view);
    void showRaw(const TaskView &view);
    void hear(const QList<core::Event> &events);
    void write(const QList<core::Partial> &partials);

    Backend &m_backend;
    const Theme &m_theme;
    core::TaskId m_id;
    Refresh m_refresh;
    EventListModel m_timeline;
    core::StepId m_writing; // whose words are shown
    core::StreamPlace m_written;
    QString m_words;
    QStackedLayout *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    TaskControls *m_controls = nullptr;
    Card *m_card = nullptr;
    QTabBar *m_tabs = nullptr;
    QStackedWidget *m_pages = nullptr;
    QListView *m_timelineView = nullptr;
    ApprovalBox *m_approval = nullptr;
    UncertainBox *m_uncertain = nullptr;
    MarkdownView *m_result = nullptr;
    UsageView *m_usage = nullptr;
    JsonView *m_raw = nullptr;
};

} // namespace ui
