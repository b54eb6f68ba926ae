// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/cluster.h"
#include "ui/models/rowsmodel.h"
#include "ui/widgets/celldelegate.h"

namespace ui {

// A cluster, or one of its agents below it.
struct FleetRow
{
    core::Cluster cluster = {};
    std::optional<core::Agent> agent = {};
};

// The fleet as a table: a row for each cluster, and below it one for each of its agents. IdRole is the id of
// the cluster or agent. UI thread.
class ClustersModel final : public RowsModel<QAbstractTableModel, FleetRow>
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        StatusColumn,
        ProviderColumn,
        ModelColumn,
        BusyColumn,
        CountColumn,
        ColumnCount
    };
    enum Role { IsClusterRole = Qt::UserRole + 1, NamespaceRole };

    using RowsModel::RowsModel;

    void setClusters(const QList<core::Cluster> &clusters);
    const FleetRow *find(const QString &id) const;
    bool isCluster(int row) const { return !rows()[row].agent; }

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    QString nameOf(const FleetRow &row) const override
    {
        return row.agent ? row.agent->id.value : row.cluster.id.value;
    }

private:
    QVariant clusterData(const core::Cluster &cluster, int column, int role) const;
    QVariant agentData(const core::Agent &agent, int column, int role) const;
};

} // namespace ui
