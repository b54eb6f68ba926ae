// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/schedulecard.h"

#include "core/base/text.h"
#include "ui/models/cronwords.h"
#include "ui/models/timetext.h"
#include "ui/models/wording.h"
#include "ui/widgets/card.h"
#include "ui/widgets/confirm.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/label.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/table.h"
#include "ui/widgets/tiptext.h"

#include <QGridLayout>
#include <QHeaderView>

namespace ui {

using namespace Qt::Literals::StringLiterals;
using core::ScheduleRun;

namespace {

constexpr qsizetype longestQuery = 200;

// What came of a run: how long it took and what it cost, or why it failed.
QString outcomeOf(const ScheduleRun &run)
{
    if (!run.task)
        return run.error;
    if (run.task->state == core::TaskState::Failed)
        return run.task->error;
    if (!core::isFinal(run.task->state) || !core::isSet(run.task->startedAt))
        return {};
    const QString took = durationText(run.task->finishedAt - run.task->startedAt);
    return run.task->usage.cost > 0 ? ScheduleCard::tr("%1, %2").arg(took, costText(run.task->usage.cost))
                                    : took;
}

CellRow rowOf(const ScheduleRun &run, core::Timestamp now)
{
    const Look look = run.task ? lookOf(run.task->state) : Look{Tone::Red, ScheduleCard::tr("Not started")};
    const QString due = momentText(run.dueAt, now);
    const QString day = due.contains(u':') ? due : QString(due + u' ' + clockText(run.dueAt).first(5));
    return {.id = run.task ? run.task->id.value : core::toText(run.dueAt),
            .cells = {{.text = day, .kind = CellKind::Text},
                      {.text = look.text, .kind = CellKind::Pill, .tone = look.tone},
                      {.text = outcomeOf(run), .kind = CellKind::Muted}}};
}

} // namespace

ScheduleCard::ScheduleCard(const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_runs({tr("Due"), tr("State"), tr("Outcome")})
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    m_card = new Card(theme, tr("Schedule"));
    m_card->body()->addWidget(buildFacts());
    m_notice = new Notice(theme, Tone::Red);
    m_notice->hide();
    m_confirm = new Confirm(theme);
    auto *frame = new QVBoxLayout;
    frame->setContentsMargins(space::cardPadding - 1, 0, space::cardPadding - 1, 0);
    frame->addWidget(m_notice);
    frame->addWidget(m_confirm);
    m_card->body()->addLayout(frame);
    m_card->body()->addWidget(buildBar(keys));
    column->addWidget(m_card);
    column->addWidget(buildRuns(), 1);
}

QWidget *ScheduleCard::buildFacts()
{
    auto *facts = new QWidget;
    auto *grid = new QGridLayout(facts);
    grid->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    grid->setHorizontalSpacing(space::wide);
    grid->setVerticalSpacing(space::small);
    grid->setColumnStretch(1, 1);
    m_query = addFact(grid, tr("Task"));
    m_when = addFact(grid, tr("When"));
    m_next = addFact(grid, tr("Next"));
    m_limits = addFact(grid, tr("A run may"));
    m_owner = addFact(grid, tr("Owner"));
    return facts;
}

Label *ScheduleCard::addFact(QGridLayout *grid, const QString &name)
{
    const int row = grid->rowCount();
    auto *value = new Label(m_theme, Type::Text);
    value->setOverflow(Overflow::Wrap);
    value->setSelectable(true);
    value->setAccessibleName(name);
    auto *label = new Label(m_theme, name, Type::Text, Ink::Muted);
    label->setContentsMargins(0, 2, 0, 0); // as high as the first line beside it
    grid->addWidget(label, row, 0, Qt::AlignTop);
    grid->addWidget(value, row, 1);
    return value;
}

QWidget *ScheduleCard::buildBar(KeyScope &keys)
{
    auto *bar = new QWidget;
    auto *row = new FlowLayout(bar);
    row->setContentsMargins(space::cardPadding - 1, space::small, space::cardPadding - 1, space::medium);
    m_edit = actionButton(m_theme, ActionId::Edit);
    m_pause = actionButton(m_theme, ActionId::Pause);
    m_resume = actionButton(m_theme, ActionId::Resume);
    m_remove = actionButton(m_theme, ActionId::Remove);
    for (Button *button : {m_edit, m_pause, m_resume, m_remove})
        row->addWidget(button);
    keys.bind(ActionId::Edit, m_edit);
    keys.bind(ActionId::Pause, m_pause);
    keys.bind(ActionId::Resume, m_resume);
    keys.bind(ActionId::Remove, m_remove);
    connect(m_edit, &Button::clicked, this, &ScheduleCard::editRequested);
    connect(m_pause, &Button::clicked, this, &ScheduleCard::pauseRequested);
    connect(m_resume, &Button::clicked, this, &ScheduleCard::resumeRequested);
    connect(m_remove, &Button::clicked, this, [this] {
        m_confirm->ask(tr("Remove “%1”?").arg(m_view.schedule.wanted.name),
                       tr("It starts no more tasks. Those that it started stay."), tr("Remove schedule"));
    });
    connect(m_confirm, &Confirm::confirmed, this, &ScheduleCard::removeRequested);
    return bar;
}

QWidget *ScheduleCard::buildRuns()
{
    m_history = new Card(m_theme, tr("Runs"));
    m_table = new Table(m_theme, tr("Runs"));
    m_table->setModel(&m_runs);
    m_table->setCompact(true);
    m_table->setWideColumn(2);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->resizeSection(1, taskStateWidth());
    m_table->setEmptyState(
        new EmptyState(m_theme, tr("It has not run yet"),
                       tr("A time that comes while the run before has not ended is skipped. "
                          "Times that passed while Signalbox did not run are made up for once.")));
    m_table->setMinimumHeight(3 * size::row);
    m_history->body()->addWidget(m_table, 1);
    const auto open = [this](const QModelIndex &index) {
        const ScheduleRun run = m_view.runs.value(index.row());
        if (run.task)
            emit taskRequested(run.task->id);
    };
    connect(m_table, &Table::clicked, this, open);
    connect(m_table, &Table::activated, this, open);
    return m_history;
}

void ScheduleCard::setView(const ScheduleView &view)
{
    if (view.schedule.id != m_view.schedule.id) {
        m_notice->hide();
        m_confirm->hide();
    }
    m_view = view;
    showFacts();
    showRuns();
}

void ScheduleCard::showFacts()
{
    const core::Schedule &schedule = m_view.schedule;
    const bool isPaused = schedule.state == core::ScheduleState::Paused;
    m_card->setTitle(schedule.wanted.name);
    m_card->setSubtitle(schedule.wanted.description.simplified());
    m_card->setRight(
        new Pill(m_theme, isPaused ? Look{Tone::Neutral, tr("Paused")} : Look{Tone::Green, tr("Active")}));
    m_query->setText(core::shortened(schedule.wanted.query, longestQuery));
    m_query->setToolTip(tipText(core::shortened(schedule.wanted.query, 10 * longestQuery)));
    m_when->setText(tr("%1, %2").arg(cronText(schedule.wanted.cron), schedule.wanted.zone));
    m_when->setToolTip(tipText(schedule.wanted.cron));
    QStringList next;
    QStringList exact;
    for (const core::Timestamp &time : m_view.next) {
        next.append(comingText(time, m_view.now));
        exact.append(exactText(time));
    }
    m_next->setToolTip(exact.join(u'\n'));
    if (isPaused)
        next = {schedule.reason.isEmpty() ? tr("not while it is paused")
                                          : tr("paused: %1").arg(schedule.reason)};
    m_next->setText(next.isEmpty() ? tr("never") : next.join(u'\n'));
    const QString time = durationText(schedule.wanted.timeLimit);
    m_limits->setText(schedule.wanted.budget > 0
                          ? tr("take %1 and cost %2").arg(time, costText(schedule.wanted.budget))
                          : tr("take %1").arg(time));
    m_owner->setText(schedule.owner);
    m_pause->setVisible(!isPaused);
    m_resume->setVisible(isPaused);
}

void ScheduleCard::showRuns()
{
    QList<CellRow> rows;
    for (const ScheduleRun &run : std::as_const(m_view.runs))
        rows.append(rowOf(run, m_view.now));
    m_runs.setRows(rows);
    const core::Schedule &schedule = m_view.schedule;
    m_history->setSubtitle(
        schedule.runs == 0
            ? QString()
            : tr("%1 in all, %2 succeeded, %3 failed")
                  .arg(countText(schedule.runs), countText(schedule.succeeded), countText(schedule.failed)));
}

void ScheduleCard::setProblem(const QString &title, const core::Error &error)
{
    m_notice->setTexts(title, error.text);
    m_notice->show();
}

} // namespace ui
