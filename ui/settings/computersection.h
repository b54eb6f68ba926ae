// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/place/capability.h"
#include "ui/settings/section.h"

#include <QHash>

namespace ui {

class Label;

// What of this computer Signalbox makes use of, and what it does without because it is not there, each with
// what to install.
class ComputerSection final : public Section
{
    Q_OBJECT

public:
    ComputerSection(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void enter() override;

private:
    void show(const QList<core::Capability> &capabilities);

    Backend &m_backend;
    QHash<core::Need, Label *> m_states;
};

} // namespace ui
