// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/models/overview.h"
#include "ui/shell/theme.h"

#include <QWidget>

namespace ui {

class ApprovalBox;
class Label;
class Pill;
class Track;

// An active task as a line of the Overview: its title, its track, and how long it has been in its state. A
// click on a signal at danger opens the decision right below. Announces opened() for the task, and
// approvalOpened() for the screen of approvals.
class TaskLine final : public QWidget
{
    Q_OBJECT

public:
    TaskLine(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void setLine(const OverviewLine &line, core::Timestamp now);
    const core::TaskId &id() const { return m_line.id; }
    const ApprovalBox *box() const { return m_box; }
    ApprovalBox *box() { return m_box; }
    Track *track() const { return m_track; }
    // Whether a person must decide something here.
    bool waits() const;
    // Shows the decision that has waited longest.
    void showDecision();

signals:
    void opened(const QString &taskId);
    void approvalOpened(const QString &approvalId);
    void decisionOpened();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void build();
    void toggleDecision(const core::StepId &gate);
    void askFor(const core::StepId &gate);

    Backend &m_backend;
    const Theme &m_theme;
    OverviewLine m_line;
    Label *m_title = nullptr;
    Label *m_where = nullptr;
    Track *m_track = nullptr;
    Pill *m_pill = nullptr;
    ApprovalBox *m_box = nullptr;
};

} // namespace ui
