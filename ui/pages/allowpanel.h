// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "core/policy/policyservice.h"
#include "ui/shell/theme.h"

#include <QPointer>
#include <QWidget>

class QCheckBox;
class QLineEdit;
class QVBoxLayout;

namespace ui {

class Button;
class Label;
class SecondKey;

// "Always allow, within limits": which tool, for whom, and between which values of its numeric arguments,
// with how many of those that wait would not have asked. High risk takes the second key here as well. The
// keys go in when it opens; Esc closes it, and they go back. UI thread. Announces allowRequested() and
// closed().
class AllowPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit AllowPanel(const Theme &theme, QWidget *parent = nullptr);

    // Opens it for this one. `waiting` is what waits now.
    void open(const core::Approval &approval, const QList<core::Approval> &waiting);
    void close();
    void setProblem(const QString &problem);

signals:
    void allowRequested(const core::AllowWithin &allow);
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

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
    core::Result<core::AllowWithin> wanted() const;
    void showReach();
    void send();

    const Theme &m_theme;
    core::Approval m_approval;
    QList<core::Approval> m_waiting;
    QPointer<QWidget> m_before; // had the focus
    SecondKey *m_second = nullptr;
    QList<BoundRow> m_rows;
    Label *m_title = nullptr;
    Label *m_reach = nullptr;
    Button *m_allow = nullptr;
    Label *m_problem = nullptr;
    QCheckBox *m_agent = nullptr;
    QCheckBox *m_cluster = nullptr;
    QWidget *m_bounds = nullptr;
    QVBoxLayout *m_column = nullptr;
};

} // namespace ui
