// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/event.h"
#include "ui/shell/tokens.h"

#include <optional>

namespace ui {

// One thing that happened, as a person reads it.
struct EventLine
{
    qint64 seq = 0;
    core::Timestamp at = {};
    core::TaskId task = {};
    Tone tone = Tone::Neutral;
    QString text = {};
    QString note = {}; // what stands at the right: how long, by whom

    friend bool operator==(const EventLine &, const EventLine &) = default;
};

// For the activity of everything; nothing for what only matters within a task. `title` is the task's.
std::optional<EventLine> activityLine(const core::Event &event, const QString &title);

// A task's events, oldest first, as its timeline: what began and has come to its end is one line.
QList<EventLine> timelineOf(const QList<core::Event> &events);

} // namespace ui
