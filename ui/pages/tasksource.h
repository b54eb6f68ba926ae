// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/shell/palettesource.h"

namespace ui {

// Lets the palette find tasks by their text, and start one from what was typed. Owned by the page of tasks.
class TaskSource final : public QObject, public PaletteSource
{
    Q_OBJECT

public:
    explicit TaskSource(Backend &backend)
        : m_backend(backend)
    {
    }

    void search(const QString &text, const Deliver &deliver) override;

signals:
    void taskChosen(const QString &taskId);
    void newTaskChosen(const QString &text);

private:
    Backend &m_backend;
};

} // namespace ui
