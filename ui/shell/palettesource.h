// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <functional>

namespace ui {

// Something to do with a thing that the palette found.
struct PaletteAction
{
    QString text = {};
    QString keyHint = {};
    std::function<void()> run = {};
};

// One line of the palette: a command, task, agent, approval …
struct PaletteEntry
{
    QString kind = {}; // translated: "Task"
    QString text = {};
    QString keyHint = {};
    std::function<void()> open = {};
    QList<PaletteAction> actions = {};
    bool matched = false; // the source matched it by other means than its text; it is kept
    int boost = 0;        // what waits for a person stands above what does not
    // Those that hold all words as typed stand in the order of the source, and before those that do not.
    bool inOrder = false;
};

// Where the palette gets entries from. Owned by whoever adds it; it outlives the palette. UI thread.
class PaletteSource
{
public:
    using Deliver = std::function<void(const QList<PaletteEntry> &)>;

    PaletteSource() = default;
    PaletteSource(const PaletteSource &) = delete;
    PaletteSource &operator=(const PaletteSource &) = delete;
    virtual ~PaletteSource() = default;

    // Asked at each change of the text (empty when the palette opens). Answers at once or later with at most
    // a few dozen entries; the palette ranks them by their text, and drops an answer to an older question.
    virtual void search(const QString &text, const Deliver &deliver) = 0;
};

} // namespace ui
