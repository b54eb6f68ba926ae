// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "ui/models/approvalview.h"
#include "ui/models/rowsmodel.h"
#include "ui/widgets/celldelegate.h"

namespace ui {

// Approvals as a list: what waits, or what was decided. Rows that wait can be chosen for a bulk decision.
// UI thread. DisplayRole is the title; LookRole the risk while it waits, and the decision afterwards.
class ApprovalsModel final : public RowsModel<QAbstractListModel, core::Approval>
{
    Q_OBJECT

public:
    enum Role {
        PlaceRole = Qt::UserRole + 1, // "support · write_file"
        TimeRole,   // while it waits how long it still does, or its age where it does for ever; when it was
                    // decided
        UrgentRole, // it expires shortly
        ChosenRole,
        ChangedRole, // a person changed its arguments, and has not decided yet
    };

    using RowsModel::RowsModel;

    void setApprovals(const QList<core::Approval> &approvals, core::Timestamp now);
    // Plans that were not rejected for good, but sent back for a better one.
    void setSentBack(const QSet<core::ApprovalId> &ids) { m_sentBack = ids; }
    void setNow(core::Timestamp now);
    const core::Approval *find(const QString &id) const;

    void toggleChosen(const QString &id);
    void clearChosen();
    // What a person changed and has not decided yet: by id, what would happen then.
    void setChanged(const QHash<QString, ChangedProposal> &changed);
    // What would happen if it were approved now.
    QString titleOf(const core::Approval &approval) const;
    QString riskOf(const core::Approval &approval) const;
    // In the order of the list.
    QList<core::ApprovalId> chosen() const;

    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

signals:
    void chosenChanged();

protected:
    QString nameOf(const core::Approval &approval) const override { return approval.id.value; }

private:
    core::Timestamp m_now;
    QSet<QString> m_alike; // titles that several have; their rows tell when each was asked
    QSet<core::ApprovalId> m_sentBack;
    QSet<QString> m_chosen;
    QHash<QString, ChangedProposal> m_changed;
};

} // namespace ui
