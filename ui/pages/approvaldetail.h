// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/approvalview.h"
#include "ui/pages/approvaldrafts.h"
#include "ui/shell/keyscope.h"

#include <QWidget>

class QPlainTextEdit;
class QScrollArea;

namespace ui {

class AllowPanel;
class Button;
class Card;
class DecisionBar;
class Label;
class Notice;
class PlanView;
class Track;

// One approval with its task's track, what the agent wants (or the steps of its plan), why it asks, a note,
// and the decision. It only shows and asks: the page decides. What is changed and written for one is kept
// while another is shown, and also where somebody else decides meanwhile: the focus stays in the field.
// UI thread. Announces what a person asked for.
class ApprovalDetail final : public QWidget
{
    Q_OBJECT

public:
    ApprovalDetail(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    // The same approval keeps what is being typed, and another one what was typed there before.
    void setView(const ApprovalView &view);
    core::ApprovalId shown() const { return m_view.approval.id; }
    // Nothing can be decided until this one is shown.
    void expect(const core::ApprovalId &id);
    // Refused or lost: said above the buttons. Empty takes it away.
    void setProblem(const QString &title, const QString &text);
    void setAllowed(const QString &rule);
    void setAllowProblem(const QString &problem);
    // What it would be with arguments that were changed; or why they do not fit.
    void setChecked(const QJsonObject &arguments, const core::Result<ChangedProposal> &with);
    void setNext(const QString &title);
    // All that wait, of which some would be allowed together with this one.
    void setWaiting(const QList<core::Approval> &waiting) { m_waiting = waiting; }
    ApprovalDrafts &drafts() { return m_drafts; }
    void setBusy(bool busy);
    // How long it still waits is told to the second near its end.
    void setNow(core::Timestamp now);

signals:
    void decideRequested(const core::Decision &decision);
    void placeRequested(core::ApprovalService::Place place);
    // The plan shall be made anew; `note` says what should be different.
    void sendBackRequested(const QString &note);
    void allowRequested(const core::AllowWithin &allow);
    void checkRequested(const QJsonObject &arguments);
    void taskRequested(const core::TaskId &task);
    void draftsChanged();

private:
    QWidget *buildTrackCard();
    QWidget *buildBody();
    QWidget *buildContent();
    void buildTexts();
    void buildNote();
    void buildNotice();
    QWidget *buildBar(KeyScope &keys);
    void showTitle();
    void showProposal();
    void showState();
    void showButtons();
    void approve();
    void reject(core::Rejection rejection);
    void keepDraft();
    void takeUpDraft(const Proposal &proposal);
    bool isTyped() const;
    bool isOpen() const;
    void showReasons();
    void sendBack();

    const Theme &m_theme;
    ApprovalView m_view;
    QList<core::Approval> m_waiting;
    ApprovalDrafts m_drafts;
    core::ApprovalId m_expected;
    bool m_busy = false;
    bool m_kept = false;   // somebody else decided it, and what was typed stays
    bool m_taking = false; // the program types, no person
    Card *m_trackCard = nullptr;
    Track *m_track = nullptr;
    Card *m_body = nullptr;
    Button *m_edit = nullptr;
    ProposalView *m_proposal = nullptr;
    PlanView *m_plan = nullptr;
    Label *m_reason = nullptr;
    QPlainTextEdit *m_note = nullptr;
    QScrollArea *m_scroll = nullptr;
    QWidget *m_noticeFrame = nullptr;
    Notice *m_notice = nullptr;
    AllowPanel *m_allow = nullptr;
    DecisionBar *m_bar = nullptr;
};

} // namespace ui
