// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/models/eventlistmodel.h"
#include "ui/models/overview.h"
#include "ui/models/refresh.h"
#include "ui/shell/page.h"

class QListView;
class QStackedLayout;

namespace ui {

class BarChart;
class Card;
class KeyFigure;
class LineChart;
class Notice;
class TaskLines;
class WelcomeView;

// The first screen: what runs, what waits, what failed, with its figures, and each active task as a line
// whose signals can be cleared right there. Before the first task it shows how to get to one. Up to date only
// while it is in view.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    OverviewPage(Backend &backend, const Theme &theme);

    void enter() override;
    void leave() override;
    void serve(const Serving &serving) override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildContent();
    QWidget *buildFigures();
    QWidget *buildSide();
    void bindKeys();
    void ask();
    void show(const Overview &overview);
    void showFigures(const Overview &overview);
    void showCharts(const core::Figures &figures);

    Backend &m_backend;
    Refresh m_refresh;
    QTimer m_tick; // durations grow
    EventListModel m_activity;
    QStackedLayout *m_stack = nullptr;
    QWidget *m_side = nullptr;
    WelcomeView *m_welcome = nullptr;
    Notice *m_problem = nullptr;
    KeyFigure *m_running = nullptr;
    KeyFigure *m_waiting = nullptr;
    KeyFigure *m_completed = nullptr;
    KeyFigure *m_median = nullptr;
    KeyFigure *m_spend = nullptr;
    Card *m_linesCard = nullptr;
    TaskLines *m_lines = nullptr;
    BarChart *m_throughput = nullptr;
    LineChart *m_latency = nullptr;
    QListView *m_activityView = nullptr;
};

} // namespace ui
