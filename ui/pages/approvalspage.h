// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/approvalinbox.h"
#include "ui/models/approvalsmodel.h"
#include "ui/models/approvalview.h"
#include "ui/models/decisions.h"
#include "ui/shell/page.h"

#include <QElapsedTimer>
#include <QTimer>

class QStackedWidget;

namespace ui {

class ApprovalDetail;
class ApprovalLists;
class EmptyState;

// The inbox: what waits for a person at the left, one of it at the right with everything needed to decide.
// A decision is final at once, or after the time to undo that a person wants. When it was made elsewhere, the
// page says by whom, when and what, and stays where it is, so that nobody decides something else by accident.
// Nothing can be decided while what was chosen is still being read.
// Tasks with an interrupted step are told of above the list. The badge is the number that waits.
class ApprovalsPage final : public Page
{
    Q_OBJECT

public:
    ApprovalsPage(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void enter() override;
    void leave() override;
    bool openThing(const QString &id) override;

private:
    QWidget *buildRight();
    void takeInbox();
    void showApproval(const QString &id);
    void load(const core::ApprovalId &id);
    void take(const ApprovalView &view);
    void failToOpen(const core::Error &error);
    void showFirst();
    const ApprovalsModel &waiting() const;
    const core::Approval *seen() const;
    void tick();
    void showNext();
    void goOn(const QString &id);
    void decide(const core::Decision &decision);
    void decideChosen(core::Verdict verdict);
    void send(const Choice &choice);
    void forgetDrafts();
    void showDrafts();
    void decided(const QList<core::ApprovalId> &ids, const core::Result<DecisionOutcome> &outcome);
    void check(const QJsonObject &arguments);
    void allow(const core::AllowWithin &allow);
    void sendBack(const QString &note);
    void place(core::ApprovalService::Place place);

    Backend &m_backend;
    ApprovalInbox m_inbox;
    QTimer m_clock;        // ages go on while the page is shown
    QElapsedTimer m_since; // the content was read
    bool m_visited = false;
    QString m_shown; // the approval at the right
    ApprovalLists *m_lists = nullptr;
    QStackedWidget *m_right = nullptr;
    EmptyState *m_empty = nullptr;
    ApprovalDetail *m_detail = nullptr;
};

} // namespace ui
