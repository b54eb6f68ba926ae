// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tasksource.h"

#include "ui/models/taskrows.h"
#include "ui/shell/actions.h"

namespace ui {

namespace {
constexpr int mostFound = 20;
} // namespace

void TaskSource::search(const QString &text, const Deliver &deliver)
{
    m_backend.call(
        this,
        [text, principal = m_backend.principal()](core::Core &core) {
            return readTaskRows(core, {.text = text}, {}, mostFound, principal);
        },
        [this, text, deliver](const core::Result<TaskRows> &found) {
            QList<PaletteEntry> entries;
            if (found) {
                for (const TaskRow &row : found->rows) {
                    entries.append({.kind = tr("Task"),
                                    .text = row.title,
                                    .keyHint = tr("Enter"),
                                    .open = [this, id = row.id.value] { emit taskChosen(id); },
                                    .matched = true,
                                    .boost = row.state == core::TaskState::Waiting ? 20 : 0});
                }
            }
            // Who types "new task" finds the command of that name, and needs no task of that name.
            if (!text.trimmed().isEmpty() &&
                !textOf(ActionId::NewTask).startsWith(text.trimmed(), Qt::CaseInsensitive)) {
                entries.append({.kind = tr("Command"),
                                .text = tr("New task: %1").arg(text.trimmed()),
                                .keyHint = keyHintOf(ActionId::NewTask),
                                .open = [this, text] { emit newTaskChosen(text.trimmed()); }});
            }
            deliver(entries);
        });
}

} // namespace ui
