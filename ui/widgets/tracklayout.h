// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/step.h"

#include <QPoint>

namespace ui {

// A step as a station of the track: where it stands, and what is drawn there.
struct TrackStation
{
    core::StepId id = {};
    QString name = {};
    core::StepKind kind = core::StepKind::Model;
    core::StepState state = core::StepState::Blocked;
    int attempt = 1;
    bool rejected = false; // an approval that was decided against the agent, or that nobody decided in time
    int column = 0;
    int row = 0; // 0 is the main line, negative is above
};

inline bool isGate(const TrackStation &station)
{
    return station.kind == core::StepKind::Approval;
}

// A line between two stations. `lanes` are the places (column, row) that it passes between them, so that it
// never runs through a station that it does not serve.
struct TrackEdge
{
    int from = 0;
    int to = 0;
    QList<QPoint> lanes = {};
    bool passed = false; // the train went along it
};

// Where the stations of a task stand: a pure function of its steps. Columns follow the edges (`after`), rows
// are chosen for straight lines and few crossings. Edges that others imply are left out. Steps in a circle,
// unknown and repeated edges do no harm. With more than `denseFrom` stations, or too many at once, it is
// dense: one line in the order of the columns, without edges.
struct TrackLayout
{
    static constexpr int denseFrom = 25;
    static constexpr int mostRows = 9;

    QList<TrackStation> stations = {}; // ordered by column, then row
    QList<TrackEdge> edges = {};
    int columns = 0;
    int firstRow = 0;
    int lastRow = 0;
    bool dense = false;

    static TrackLayout of(const QList<core::Step> &steps);

    int rows() const { return stations.isEmpty() ? 0 : lastRow - firstRow + 1; }
    // The station where the train is: what waits, is uncertain, failed or runs, else the last that is done.
    int current() const;
    bool isRunning() const;
    int indexOf(const core::StepId &id) const;
};

} // namespace ui
