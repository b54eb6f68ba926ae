// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tracklayout.h"

#include "core/base/visibletext.h"
#include "ui/widgets/trackgraph.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

using core::StepKind;
using core::StepState;

namespace {

bool wasRejected(const core::Step &step)
{
    if (step.kind != StepKind::Approval)
        return false;
    if (step.state == StepState::Failed || step.state == StepState::Cancelled)
        return step.state == StepState::Failed;
    const QString decision = step.output.value("decision"_L1).toString();
    return decision.startsWith("reject"_L1) || decision.startsWith("den"_L1) ||
           decision.startsWith("expire"_L1);
}

TrackStation stationOf(const core::Step &step)
{
    return {.id = step.id,
            .name = core::visibleLine(step.name),
            .kind = step.kind,
            .state = step.state,
            .attempt = step.attempt,
            .rejected = wasRejected(step)};
}

bool hasBegun(StepState state)
{
    return state == StepState::Running || state == StepState::Waiting || state == StepState::Uncertain ||
           state == StepState::Done || state == StepState::Failed;
}

// For each step the indexes of those it waits for, in the given order, each once.
QList<QList<int>> edgesOf(const QList<core::Step> &steps)
{
    QHash<core::StepId, int> byId;
    for (int i = 0; i < steps.size(); ++i)
        byId.insert(steps[i].id, i);
    QList<QList<int>> before(steps.size());
    for (int i = 0; i < steps.size(); ++i) {
        for (const core::StepId &id : steps[i].after) {
            const int from = byId.value(id, -1);
            if (from >= 0 && from != i && !before[i].contains(from))
                before[i].append(from);
        }
    }
    return before;
}

void makeDense(TrackLayout &layout)
{
    layout.dense = true;
    layout.edges.clear();
    for (int i = 0; i < layout.stations.size(); ++i) {
        layout.stations[i].column = i;
        layout.stations[i].row = 0;
    }
    layout.columns = static_cast<int>(layout.stations.size());
    layout.firstRow = layout.lastRow = 0;
}

// Sorts the stations into reading order and renames the ends of the edges.
void sortStations(TrackLayout &layout)
{
    QList<int> order(layout.stations.size());
    for (int i = 0; i < order.size(); ++i)
        order[i] = i;
    const auto key = [&layout](int i) {
        return std::pair(layout.stations[i].column, layout.stations[i].row);
    };
    std::stable_sort(order.begin(), order.end(), [key](int a, int b) { return key(a) < key(b); });
    QList<TrackStation> sorted;
    QList<int> newIndex(order.size());
    for (int i = 0; i < order.size(); ++i) {
        newIndex[order[i]] = i;
        sorted.append(layout.stations[order[i]]);
    }
    layout.stations = sorted;
    for (TrackEdge &edge : layout.edges) {
        edge.from = newIndex[edge.from];
        edge.to = newIndex[edge.to];
    }
}

} // namespace

TrackLayout TrackLayout::of(const QList<core::Step> &given)
{
    QList<core::Step> steps = given;
    std::stable_sort(steps.begin(), steps.end(),
                     [](const core::Step &a, const core::Step &b) { return a.position < b.position; });
    TrackLayout layout;
    for (const core::Step &step : std::as_const(steps))
        layout.stations.append(stationOf(step));
    const bool many = steps.size() >= denseFrom;
    const TrackGraph graph = many ? TrackGraph::columnsOnly(edgesOf(steps)) : TrackGraph::of(edgesOf(steps));
    for (int i = 0; i < steps.size(); ++i) {
        layout.stations[i].column = graph.nodes[i].column;
        layout.stations[i].row = graph.nodes[i].row;
        layout.columns = std::max(layout.columns, graph.nodes[i].column + 1);
    }
    for (const TrackGraph::Edge &edge : graph.edges) {
        const TrackStation &from = layout.stations[edge.from];
        const TrackStation &to = layout.stations[edge.to];
        layout.edges.append({.from = edge.from,
                             .to = edge.to,
                             .lanes = edge.lanes,
                             .passed = from.state == StepState::Done && hasBegun(to.state)});
    }
    sortStations(layout);
    layout.firstRow = graph.firstRow;
    layout.lastRow = graph.lastRow;
    if (many || layout.rows() > mostRows)
        makeDense(layout);
    return layout;
}

int TrackLayout::current() const
{
    int found = -1;
    int rank = 0;
    for (int i = 0; i < stations.size(); ++i) {
        int own = 0;
        switch (stations[i].state) {
        case StepState::Waiting:
            own = isGate(stations[i]) ? 5 : 2;
            break;
        case StepState::Uncertain:
            own = 4;
            break;
        case StepState::Running:
            own = 3;
            break;
        case StepState::Failed:
            own = 2;
            break;
        case StepState::Done:
            own = 1;
            break;
        default:
            break;
        }
        // Of those done the last counts, of the others the first.
        if (own > rank || (own == 1 && rank == 1)) {
            found = i;
            rank = own;
        }
    }
    return found;
}

bool TrackLayout::isRunning() const
{
    return std::any_of(stations.begin(), stations.end(),
                       [](const TrackStation &s) { return s.state == StepState::Running; });
}

int TrackLayout::indexOf(const core::StepId &id) const
{
    for (int i = 0; i < stations.size(); ++i) {
        if (stations[i].id == id)
            return i;
    }
    return -1;
}

} // namespace ui
