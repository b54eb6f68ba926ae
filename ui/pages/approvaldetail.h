// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/approvalview.h"
#include "ui/shell/keyscope.h"

#include <QWidget>

class QPlainTextEdit;
class QScrollArea;

namespace ui {

class AllowPanel;
class ArgumentsEditor;
class Button;
class Card;
class DecisionBar;
class Label;
class Notice;
class Track;

// One approval with its task's track, what the agent wants (or its plan, in words), why it asks, a note, and
// the decision. It only shows and asks: the page decides. UI thread. Announces what a person asked for.
class ApprovalDetail final : public QWidget
{
    Q_OBJECT

public:
    ApprovalDetail(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    // Another approval starts anew; the same one keeps what is being typed.
    void setView(const ApprovalView &view);
    core::ApprovalId shown() const { return m_view.approval.id; }
    // Refused or lost: said above the buttons. Empty takes it away.
    void setProblem(const QString &title, const QString &text);
    void setAllowed(const QString &rule);
    void setAllowProblem(const QString &problem);
    void setChecked(const QJsonObject &arguments, const QString &problem);
    void setNext(const QString &title);
    // More than one row is chosen: the buttons decide all of them.
    void setChosen(int count);
    void setBusy(bool busy);

signals:
    void decideRequested(const core::Decision &decision);
    // The plan shall be made anew; `note` says what should be different.
    void sendBackRequested(const QString &note);
    void allowRequested(const core::AllowWithin &allow);
    void checkRequested(const QJsonObject &arguments);
    void taskRequested(const core::TaskId &task);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildTrackCard();
    QWidget *buildBody();
    QWidget *buildContent();
    void buildNotice();
    QWidget *buildBar(KeyScope &keys);
    void showProposal();
    void showState();
    void showButtons();
    void decide(core::Verdict verdict);
    void sendBack();

    const Theme &m_theme;
    ApprovalView m_view;
    int m_chosen = 0;
    bool m_busy = false;
    Card *m_trackCard = nullptr;
    Track *m_track = nullptr;
    Card *m_body = nullptr;
    Button *m_edit = nullptr;
    ArgumentsEditor *m_arguments = nullptr;
    Label *m_plan = nullptr;
    Label *m_reason = nullptr;
    QPlainTextEdit *m_note = nullptr;
    QScrollArea *m_scroll = nullptr;
    QWidget *m_noticeFrame = nullptr;
    Notice *m_notice = nullptr;
    AllowPanel *m_allow = nullptr;
    DecisionBar *m_bar = nullptr;
};

} // namespace ui
