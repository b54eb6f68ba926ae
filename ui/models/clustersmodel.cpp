// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/clustersmodel.h"

#include "core/base/visibletext.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/tiptext.h"

#include <QPoint>

namespace ui {

namespace {

// What an agent's bar is out of: the instances that it shall have, or those that still finish.
int totalOf(const core::Agent &agent)
{
    return std::max(agent.target, agent.load.instances);
}

CellKind kindOf(int column)
{
    switch (column) {
    case ClustersModel::StatusColumn:
        return CellKind::Pill;
    case ClustersModel::ProviderColumn:
        return CellKind::Muted;
    case ClustersModel::ModelColumn:
        return CellKind::Mono;
    case ClustersModel::BusyColumn:
        return CellKind::Instances;
    case ClustersModel::CountColumn:
        return CellKind::Number;
    default:
        return CellKind::Text;
    }
}

} // namespace

void ClustersModel::setClusters(const QList<core::Cluster> &clusters)
{
    QList<FleetRow> fresh;
    for (const core::Cluster &cluster : clusters) {
        fresh.append({.cluster = cluster});
        for (const core::Agent &agent : cluster.agents)
            fresh.append({.cluster = cluster, .agent = agent});
    }
    replaceRows(fresh);
}

const FleetRow *ClustersModel::find(const QString &id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &rows()[row];
}

int ClustersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QVariant ClustersModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FleetRow &row = rows()[index.row()];
    if (role == IdRole)
        return nameOf(row);
    if (role == IsClusterRole)
        return !row.agent;
    return row.agent ? agentData(*row.agent, index.column(), role)
                     : clusterData(row.cluster, index.column(), role);
}

QVariant ClustersModel::clusterData(const core::Cluster &cluster, int column, int role) const
{
    if (role == NamespaceRole)
        return core::visibleLine(cluster.namespaceName);
    if (role == LookRole)
        return QVariant::fromValue(lookOf(cluster.state));
    if (role == KindRole)
        return QVariant::fromValue(column == StatusColumn ? CellKind::Pill : CellKind::Strong);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (column == NameColumn)
        return role == Qt::ToolTipRole ? tipText(tr("%1, in %2").arg(cluster.name, cluster.namespaceName))
                                       : core::visibleLine(cluster.name);
    if (column == StatusColumn)
        return lookOf(cluster.state).text;
    if (column != BusyColumn)
        return {};
    const core::ResourcePolicy &policy = cluster.manifest.policy;
    return policy.scaleToZero ? tr("scale to zero after %1 s").arg(policy.idleTimeout.count() / 1000)
                              : tr("always on");
}

QVariant ClustersModel::agentData(const core::Agent &agent, int column, int role) const
{
    const int total = totalOf(agent);
    switch (role) {
    case KindRole:
        return QVariant::fromValue(kindOf(column));
    case IndentRole:
        return column == NameColumn ? 20 : 0;
    case LookRole:
        return QVariant::fromValue(lookOf(agent.load.status));
    case InstancesRole:
        return QPoint(agent.load.busy, total);
    case Qt::ToolTipRole:
        if (column == BusyColumn || column == CountColumn)
            return agent.load.queued > 0 ? QVariant(tr("waiting steps: %1").arg(agent.load.queued))
                                         : QVariant();
        break;
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case NameColumn:
        return core::visibleLine(agent.spec.name);
    case StatusColumn:
        return lookOf(agent.load.status).text;
    case ProviderColumn:
        return core::visibleLine(agent.spec.provider);
    case ModelColumn:
        return core::visibleLine(agent.spec.model);
    default:
        return tr("%1 of %2").arg(agent.load.busy).arg(total);
    }
}

QVariant ClustersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Name");
    case StatusColumn:
        return tr("Status");
    case ProviderColumn:
        return tr("Provider");
    case ModelColumn:
        return tr("Model");
    case BusyColumn:
        return tr("Busy");
    default:
        return {};
    }
}

} // namespace ui
