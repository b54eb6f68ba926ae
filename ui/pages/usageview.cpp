// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/usageview.h"

#include "ui/models/timetext.h"
#include "ui/models/wording.h"
#include "ui/widgets/label.h"

#include <QGridLayout>

namespace ui {

using namespace Qt::Literals::StringLiterals;

UsageView::UsageView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    m_grid->setHorizontalSpacing(space::wide);
    m_grid->setVerticalSpacing(space::small);
    m_grid->setColumnStretch(1, 1);
}

void UsageView::setLine(int row, const QString &name, const QString &value)
{
    if (row == m_values.size()) {
        auto *words = new Label(m_theme, Type::Text);
        words->setSelectable(true);
        m_grid->addWidget(new Label(m_theme, name, Type::Text, Ink::Muted), row, 0);
        m_grid->addWidget(words, row, 1);
        m_grid->setRowStretch(row, 0);
        m_grid->setRowStretch(row + 1, 1);
        m_values.append(words);
    }
    m_values[row]->setText(value.isEmpty() ? u"–"_s : value);
}

void UsageView::setTask(const TaskView &view)
{
    const core::Task &task = view.task;
    const core::Timestamp end = core::isSet(task.finishedAt) ? task.finishedAt : view.now;
    int row = 0;
    setLine(row++, tr("Input tokens"), countText(task.usage.inputTokens));
    setLine(row++, tr("Output tokens"), countText(task.usage.outputTokens));
    setLine(row++, tr("Cost"), costText(task.usage.cost));
    setLine(row++, tr("Model"), task.model);
    setLine(row++, tr("Provider"), task.provider);
    setLine(row++, tr("Agent"), view.agent.text());
    setLine(row++, tr("Mode"), core::toWord(task.mode));
    setLine(row++, tr("Submitted"), exactText(task.createdAt));
    setLine(row++, tr("Started"), exactText(task.startedAt));
    setLine(row++, tr("Ended"), exactText(task.finishedAt));
    setLine(row++, tr("Time"), core::isSet(task.startedAt) ? durationText(end - task.startedAt) : QString());
    setLine(row++, tr("Session"), task.sessionId);
    setLine(row, tr("Id"), task.id.value);
}

} // namespace ui
