// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPoint>

namespace ui {

// Places the nodes of a small directed graph in columns and rows, as a railway diagram. Nodes 0 to n-1 are
// the given ones; behind them stand the places that long edges pass. A value; how TrackLayout finds its
// places.
struct TrackGraph
{
    struct Node
    {
        int column = 0;
        int row = 0;
        QList<int> before = {}; // in the column to the left
        QList<int> behind = {}; // in the column to the right
    };
    struct Edge
    {
        int from = 0;
        int to = 0;
        QList<QPoint> lanes = {};
    };

    QList<Node> nodes = {};
    QList<Edge> edges = {};
    int firstRow = 0;
    int lastRow = 0;

    // `before[i]` are the nodes with an edge to i. An edge that closes a circle is ignored.
    static TrackGraph of(const QList<QList<int>> &before);
    // Only the columns, in time that grows with the edges.
    static TrackGraph columnsOnly(const QList<QList<int>> &before);
};

} // namespace ui
