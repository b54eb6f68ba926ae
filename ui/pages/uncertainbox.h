// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/taskservice.h"
#include "ui/models/backend.h"
#include "ui/widgets/notice.h"

namespace ui {

// Asks what became of a step that was under way when the process died: it is done, it shall run again, or it
// failed. UI thread.
class UncertainBox final : public QWidget
{
    Q_OBJECT

public:
    UncertainBox(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    // Shows the first uncertain one of these, or nothing.
    void setSteps(const QList<core::Step> &steps);
    Button *doneButton() const { return m_done; }

private:
    void resolve(core::Resolution resolution);

    Backend &m_backend;
    core::StepId m_step;
    Notice *m_notice = nullptr;
    Button *m_done = nullptr;
};

} // namespace ui
