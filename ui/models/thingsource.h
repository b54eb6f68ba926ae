// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/shell/palettesource.h"

namespace ui {

// Lets the palette find what waits for a decision, agents and conversations. Approvals stand first and can
// be decided from the palette. Owned by whoever built the window; it outlives the palette. UI thread.
class ThingSource final : public QObject, public PaletteSource
{
    Q_OBJECT

public:
    // Shows a screen, and there the thing of that id.
    using Show = std::function<void(const QString &pageId, const QString &thingId)>;

    ThingSource(Backend &backend, Show show);

    void search(const QString &text, const Deliver &deliver) override;

private:
    struct Found
    {
        QList<core::Approval> approvals = {};
        QList<core::Agent> agents = {};
        QList<core::Conversation> conversations = {};
    };

    QList<PaletteEntry> entriesOf(const Found &found);
    PaletteEntry entryOf(const core::Approval &approval);

    Backend &m_backend;
    const Show m_show;
};

} // namespace ui
