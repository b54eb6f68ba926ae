// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/trackgraph.h"

#include <algorithm>
#include <numeric>

namespace ui {

namespace {

using Node = TrackGraph::Node;
using Columns = QList<QList<int>>;

// The column of each node: one more than the furthest that it waits for. What stands in a circle is cut open
// at its first node.
QList<int> columnsOf(QList<QList<int>> &before)
{
    const int count = static_cast<int>(before.size());
    QList<int> column(count, -1);
    QList<int> missing(count);
    QList<QList<int>> behind(count);
    for (int i = 0; i < count; ++i) {
        missing[i] = static_cast<int>(before[i].size());
        for (const int from : std::as_const(before[i]))
            behind[from].append(i);
    }
    QList<int> ready;
    for (int placed = 0, next = 0; placed < count; ++placed) {
        if (placed == 0) {
            for (int i = 0; i < count; ++i) {
                if (missing[i] == 0)
                    ready.append(i);
            }
        }
        if (next == ready.size()) {
            const auto first = std::find(column.begin(), column.end(), -1);
            const int cut = static_cast<int>(first - column.begin());
            before[cut].removeIf([&column](int from) { return column[from] < 0; });
            missing[cut] = 0;
            ready.append(cut);
        }
        const int node = ready[next++];
        column[node] = 0;
        for (const int from : std::as_const(before[node]))
            column[node] = std::max(column[node], column[from] + 1);
        for (const int to : std::as_const(behind[node])) {
            if (column[to] < 0 && --missing[to] == 0)
                ready.append(to);
        }
    }
    return column;
}

// Drops an edge when a longer way leads to the same place; the eye follows that one.
void dropImplied(QList<QList<int>> &before, const QList<int> &column)
{
    const int count = static_cast<int>(before.size());
    QList<int> order(count);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&column](int a, int b) { return column[a] < column[b]; });
    QList<QList<bool>> reaches(count, QList<bool>(count, false)); // reaches[a][b]: a way from a to b
    for (const int to : std::as_const(order)) {
        const QList<int> direct = before[to];
        before[to].removeIf([&](int from) {
            return std::any_of(direct.begin(), direct.end(),
                               [&](int other) { return other != from && reaches[from][other]; });
        });
        for (const int from : direct) {
            reaches[from][to] = true;
            for (int far = 0; far < count; ++far) {
                if (reaches[far][from])
                    reaches[far][to] = true;
            }
        }
    }
}

void connectNodes(QList<Node> &nodes, int from, int to)
{
    nodes[from].behind.append(to);
    nodes[to].before.append(from);
}

int crossings(const QList<Node> &nodes, const Columns &columns, const QList<int> &place)
{
    int found = 0;
    for (const QList<int> &column : columns) {
        QList<std::pair<int, int>> lines;
        for (const int node : column) {
            for (const int to : nodes[node].behind)
                lines.append({place[node], place[to]});
        }
        for (qsizetype a = 0; a < lines.size(); ++a) {
            for (qsizetype b = a + 1; b < lines.size(); ++b) {
                if ((lines[a].first - lines[b].first) * (lines[a].second - lines[b].second) < 0)
                    ++found;
            }
        }
    }
    return found;
}

// Sorts each column by where the neighbours of its nodes stand on average, to and fro, and keeps the order
// with the fewest crossings.
void orderColumns(const QList<Node> &nodes, Columns &columns)
{
    QList<int> place(nodes.size());
    const auto number = [&place](const QList<int> &column) {
        for (qsizetype i = 0; i < column.size(); ++i)
            place[column[i]] = static_cast<int>(i);
    };
    const auto sortBy = [&](QList<int> &column, QList<int> Node::*side) {
        const auto mean = [&](int node) {
            const QList<int> &near = nodes[node].*side;
            if (near.isEmpty())
                return static_cast<double>(place[node]);
            const int sum = std::accumulate(near.begin(), near.end(), 0,
                                            [&place](int total, int other) { return total + place[other]; });
            return static_cast<double>(sum) / static_cast<double>(near.size());
        };
        std::stable_sort(column.begin(), column.end(), [mean](int a, int b) { return mean(a) < mean(b); });
        number(column);
    };
    for (const QList<int> &column : std::as_const(columns))
        number(column);
    Columns best = columns;
    int fewest = crossings(nodes, columns, place);
    for (int round = 0; round < 8 && fewest > 0; ++round) {
        if (round % 2 == 0) {
            for (QList<int> &column : columns)
                sortBy(column, &Node::before);
        } else {
            for (auto column = columns.rbegin(); column != columns.rend(); ++column)
                sortBy(*column, &Node::behind);
        }
        const int now = crossings(nodes, columns, place);
        if (now < fewest) {
            fewest = now;
            best = columns;
        }
    }
    columns = best;
}

int middleOf(QList<int> rows)
{
    std::sort(rows.begin(), rows.end());
    return rows[(rows.size() - 1) / 2];
}

// Where a node would stand if it were alone: straight behind its one neighbour or fanned out around it, and
// where lines join, in their middle.
int wishOf(const QList<Node> &nodes, const QList<int> &column, int node)
{
    const Node &own = nodes[node];
    if (own.before.isEmpty())
        return static_cast<int>(column.indexOf(node)) - (static_cast<int>(column.size()) - 1) / 2;
    if (own.before.size() > 1) {
        QList<int> rows;
        for (const int from : own.before)
            rows.append(nodes[from].row);
        return middleOf(rows);
    }
    const Node &from = nodes[own.before.first()];
    QList<int> siblings;
    for (const int other : column) {
        if (from.behind.contains(other))
            siblings.append(other);
    }
    return from.row + static_cast<int>(siblings.indexOf(node)) - (static_cast<int>(siblings.size()) - 1) / 2;
}

void placeRows(QList<Node> &nodes, const Columns &columns)
{
    for (const QList<int> &column : columns) {
        QList<int> wishes;
        for (const int node : column)
            wishes.append(wishOf(nodes, column, node));
        QList<int> pushed;
        for (qsizetype i = 0; i < column.size(); ++i) {
            int row = wishes[i];
            if (i > 0)
                row = std::max(row, nodes[column[i - 1]].row + 1);
            nodes[column[i]].row = row;
            pushed.append(row - wishes[i]);
        }
        if (pushed.isEmpty())
            continue;
        const int back = middleOf(pushed); // so that most of them stand where they wish
        for (const int node : column)
            nodes[node].row -= back;
    }
}

} // namespace

TrackGraph TrackGraph::columnsOnly(const QList<QList<int>> &before)
{
    QList<QList<int>> edges = before;
    TrackGraph graph;
    for (const int column : columnsOf(edges))
        graph.nodes.append(Node{.column = column});
    return graph;
}

TrackGraph TrackGraph::of(const QList<QList<int>> &given)
{
    QList<QList<int>> before = given;
    const QList<int> column = columnsOf(before);
    dropImplied(before, column);
    TrackGraph graph;
    for (const int c : column)
        graph.nodes.append(Node{.column = c});
    QList<QList<int>> passing;
    for (int to = 0; to < before.size(); ++to) {
        for (const int from : std::as_const(before[to])) {
            int last = from;
            QList<int> lanes;
            for (int c = column[from] + 1; c < column[to]; ++c) {
                const int lane = static_cast<int>(graph.nodes.size());
                graph.nodes.append(Node{.column = c});
                connectNodes(graph.nodes, last, lane);
                lanes.append(lane);
                last = lane;
            }
            connectNodes(graph.nodes, last, to);
            graph.edges.append({.from = from, .to = to});
            passing.append(lanes);
        }
    }
    Columns columns(column.isEmpty() ? 0 : *std::max_element(column.begin(), column.end()) + 1);
    for (int i = 0; i < graph.nodes.size(); ++i)
        columns[graph.nodes[i].column].append(i);
    orderColumns(graph.nodes, columns);
    placeRows(graph.nodes, columns);
    for (qsizetype i = 0; i < graph.edges.size(); ++i) {
        for (const int lane : std::as_const(passing[i]))
            graph.edges[i].lanes.append({graph.nodes[lane].column, graph.nodes[lane].row});
    }
    for (const Node &node : std::as_const(graph.nodes)) {
        graph.firstRow = std::min(graph.firstRow, node.row);
        graph.lastRow = std::max(graph.lastRow, node.row);
    }
    return graph;
}

} // namespace ui
