// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/approvalsmodel.h"

#include "core/base/visibletext.h"
#include "ui/models/planwords.h"
#include "ui/models/timetext.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/tiptext.h"

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto shortly = 2min; // then it is told to the second that it expires

} // namespace

void ApprovalsModel::setApprovals(const QList<core::Approval> &approvals, core::Timestamp now)
{
    m_now = now;
    const QSet<QString> before = m_chosen;
    // What has other values now was not chosen with them.
    m_chosen.removeIf([this, &approvals](const QString &id) {
        const core::Approval *was = find(id);
        const auto is = std::ranges::find(approvals, core::ApprovalId{id}, &core::Approval::id);
        return was && is != approvals.end() && core::valuesOf(*is) != core::valuesOf(*was);
    });
    QSet<QString> titles;
    m_alike.clear();
    for (const core::Approval &approval : approvals) {
        if (titles.contains(approval.title))
            m_alike.insert(approval.title);
        titles.insert(approval.title);
    }
    replaceRows(approvals);
    m_chosen.removeIf([this](const QString &id) { return rowOf(id) < 0; });
    if (m_chosen != before)
        emit chosenChanged();
}

void ApprovalsModel::setNow(core::Timestamp now)
{
    m_now = now;
    tellChanged();
}

const core::Approval *ApprovalsModel::find(const QString &id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &rows()[row];
}

void ApprovalsModel::toggleChosen(const QString &id)
{
    if (rowOf(id) < 0)
        return;
    if (!m_chosen.remove(id))
        m_chosen.insert(id);
    tellChanged();
    emit chosenChanged();
}

void ApprovalsModel::clearChosen()
{
    if (m_chosen.isEmpty())
        return;
    m_chosen.clear();
    tellChanged();
    emit chosenChanged();
}

void ApprovalsModel::setChanged(const QHash<QString, ChangedProposal> &changed)
{
    if (changed == m_changed)
        return;
    m_changed = changed;
    tellChanged();
}

QString ApprovalsModel::titleOf(const core::Approval &approval) const
{
    const QString changed = m_changed.value(approval.id.value).title;
    return changed.isEmpty() ? approval.title : changed;
}

QString ApprovalsModel::riskOf(const core::Approval &approval) const
{
    const QString changed = m_changed.value(approval.id.value).risk;
    return changed.isEmpty() ? approval.risk : changed;
}

// The box before a row that waits chooses it.
bool ApprovalsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::CheckStateRole)
        return false;
    const QString id = rows()[index.row()].id.value;
    if ((value.toInt() == Qt::Checked) != m_chosen.contains(id))
        toggleChosen(id);
    return true;
}

Qt::ItemFlags ApprovalsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags usual = QAbstractListModel::flags(index);
    const bool waits = index.isValid() && rows()[index.row()].state == core::ApprovalState::Pending;
    return waits ? usual | Qt::ItemIsUserCheckable : usual;
}

QList<core::ApprovalId> ApprovalsModel::chosen() const
{
    QList<core::ApprovalId> ids;
    for (const core::Approval &approval : rows()) {
        if (m_chosen.contains(approval.id.value))
            ids.append(approval.id);
    }
    return ids;
}

QVariant ApprovalsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const core::Approval &approval = rows()[index.row()];
    const bool waits = approval.state == core::ApprovalState::Pending;
    switch (role) {
    case Qt::DisplayRole:
        return core::visibleLine(titleOf(approval));
    case Qt::ToolTipRole:
        if (waits && core::isSet(approval.expiresAt))
            return tipText(
                tr("%1\nAsked %2\nExpires %3")
                    .arg(titleOf(approval), exactText(approval.requestedAt), exactText(approval.expiresAt)));
        return tipText(waits ? tr("%1\nAsked %2").arg(titleOf(approval), exactText(approval.requestedAt))
                             : tr("%1\nDecided %2").arg(approval.title, exactText(approval.decidedAt)));
    case Qt::AccessibleDescriptionRole:
        return QVariant(data(index, PlaceRole).toString() + u", "_s +
                        data(index, LookRole).value<Look>().text);
    case PlaceRole: {
        const QString who = approval.cluster.isEmpty() ? approval.agent : approval.cluster;
        const bool isHalf = waits && approval.deciders.needed > 1 && !approval.approvers.isEmpty();
        QStringList parts{
            isHalf ? tr("%1 of %2 approved").arg(approval.approvers.size()).arg(approval.deciders.needed)
                   : QString(),
            core::isSet(approval.setAsideAt) ? tr("set aside") : QString(), who,
            isPlan(approval) ? tr("plan to review") : approval.tool,
            waits && m_alike.contains(approval.title) ? tr("asked %1").arg(clockText(approval.requestedAt))
                                                      : QString()};
        parts.removeAll(QString());
        return core::visibleLine(parts.join(u" · "_s));
    }
    case TimeRole:
        if (!waits)
            return momentText(approval.decidedAt, m_now);
        return core::isSet(approval.expiresAt) ? tr("%1 left").arg(spanText(approval.expiresAt - m_now))
                                               : spanText(m_now - approval.requestedAt);
    case UrgentRole:
        return waits && core::isSet(approval.expiresAt) && approval.expiresAt - m_now < shortly;
    case LookRole:
        if (m_sentBack.contains(approval.id))
            return QVariant::fromValue(lookOfSentBack());
        return QVariant::fromValue(waits ? lookOfRisk(riskOf(approval)) : lookOf(approval.state));
    case ChosenRole:
        return m_chosen.contains(approval.id.value);
    case Qt::CheckStateRole:
        return waits ? QVariant(m_chosen.contains(approval.id.value) ? Qt::Checked : Qt::Unchecked)
                     : QVariant();
    case ChangedRole:
        return m_changed.contains(approval.id.value);
    case IdRole:
        return approval.id.value;
    default:
        return {};
    }
}

} // namespace ui
