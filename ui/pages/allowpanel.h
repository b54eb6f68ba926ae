// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "core/policy/policyservice.h"
#include "ui/shell/theme.h"

#include <QWidget>

class QCheckBox;
class QLineEdit;
class QVBoxLayout;

namespace ui {

class Label;

// "Always allow, within limits": which tool, for whom, and between which values of its numeric arguments.
// UI thread. Announces allowRequested() and closed().
class AllowPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit AllowPanel(const Theme &theme, QWidget *parent = nullptr);

    void setApproval(const core::Approval &approval);
    void setProblem(const QString &problem);

signals:
    void allowRequested(const core::AllowWithin &allow);
    void closed();

private:
    struct BoundRow
    {
        QStringList path = {};
        QCheckBox *use = nullptr;
        QLineEdit *least = nullptr;
        QLineEdit *most = nullptr;
    };

    void build();
    void addBound(const core::Bound &bound);
    void send();

    const Theme &m_theme;
    core::Approval m_approval;
    QList<BoundRow> m_rows;
    Label *m_title = nullptr;
    Label *m_problem = nullptr;
    QCheckBox *m_agent = nullptr;
    QCheckBox *m_cluster = nullptr;
    QWidget *m_bounds = nullptr;
    QVBoxLayout *m_column = nullptr;
};

} // namespace ui
