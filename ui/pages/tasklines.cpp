// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tasklines.h"

#include "ui/models/wording.h"
#include "ui/pages/approvalbox.h"
#include "ui/widgets/button.h"
#include "ui/widgets/emptystate.h"

#include <QApplication>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

TaskLines::TaskLines(Backend &backend, const Theme &theme, QWidget *parent)
    : QScrollArea(parent)
    , m_backend(backend)
    , m_theme(theme)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget;
    content->setObjectName(u"scrolled"_s);
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_empty = new EmptyState(
        theme, tr("No task is active"),
        tr("Tasks that run, wait or failed in the last hour stand here as lines, and for two minutes "
           "those that were just completed."),
        tr("Start a task"));
    connect(m_empty, &EmptyState::actionClicked, this, &TaskLines::newTaskRequested);
    m_column->addWidget(m_empty, 1);
    m_foot = new QWidget;
    auto *foot = new QHBoxLayout(m_foot);
    foot->setContentsMargins(space::cardPadding - 1, space::small, space::cardPadding - 1, space::small);
    m_more = new Button(theme, QString());
    foot->addWidget(m_more);
    foot->addStretch(1);
    m_foot->hide();
    m_column->addWidget(m_foot);
    m_column->addStretch(0);
    connect(m_more, &Button::clicked, this, &TaskLines::allRequested);
    setWidget(content);
}

TaskLine *TaskLines::newLine()
{
    auto *line = new TaskLine(m_backend, m_theme);
    connect(line, &TaskLine::opened, this, &TaskLines::opened);
    connect(line, &TaskLine::approvalOpened, this, &TaskLines::approvalOpened);
    connect(line, &TaskLine::decisionOpened, this, [this, line] { m_deciding = line; });
    return line;
}

void TaskLines::setLines(const QList<OverviewLine> &lines, qint64 more, core::Timestamp now)
{
    QHash<core::TaskId, TaskLine *> before;
    for (TaskLine *line : std::as_const(m_lines))
        before.insert(line->id(), line);
    m_lines.clear();
    for (const OverviewLine &line : lines) {
        TaskLine *shown = before.take(line.id);
        if (!shown)
            shown = newLine();
        shown->setLine(line, now);
        const int place = static_cast<int>(m_lines.size());
        if (m_column->indexOf(shown) != place)
            m_column->insertWidget(place, shown);
        m_lines.append(shown);
    }
    for (TaskLine *gone : std::as_const(before)) {
        m_column->removeWidget(gone);
        gone->hide();
        gone->deleteLater();
    }
    m_empty->setVisible(m_lines.isEmpty());
    m_foot->setVisible(more > 0);
    m_more->setText(tr("and %1 more").arg(countText(more)));
}

ApprovalBox *TaskLines::openBox() const
{
    return m_deciding && m_deciding->box()->isVisible() ? m_deciding->box() : nullptr;
}

TaskLine *TaskLines::focusedLine() const
{
    for (TaskLine *line : m_lines) {
        if (line->hasFocus())
            return line;
    }
    return nullptr;
}

void TaskLines::moveFocus(int by)
{
    if (m_lines.isEmpty())
        return;
    // From within a line, its track or its decision, one goes on from there.
    const auto here = std::find_if(m_lines.begin(), m_lines.end(), [](const TaskLine *line) {
        const QWidget *focus = QApplication::focusWidget();
        return focus && (focus == line || line->isAncestorOf(focus));
    });
    const qsizetype last = m_lines.size() - 1;
    const qsizetype to =
        here == m_lines.end() ? 0 : std::clamp<qsizetype>(here - m_lines.begin() + by, 0, last);
    m_lines[to]->setFocus(Qt::TabFocusReason);
    ensureWidgetVisible(m_lines[to], 0, space::large);
}

void TaskLines::openFocused()
{
    if (const TaskLine *line = focusedLine())
        emit opened(line->id().value);
}

TaskLine *TaskLines::lineToDecide() const
{
    if (TaskLine *line = focusedLine())
        return line->waits() ? line : nullptr;
    const auto first =
        std::find_if(m_lines.begin(), m_lines.end(), [](const TaskLine *line) { return line->waits(); });
    return first == m_lines.end() ? nullptr : *first;
}

void TaskLines::showDecision()
{
    if (TaskLine *line = lineToDecide()) {
        ensureWidgetVisible(line, 0, space::large);
        line->showDecision();
    }
}

} // namespace ui
