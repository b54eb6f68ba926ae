// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/approvalinbox.h"
#include "ui/models/approvalsmodel.h"
#include "ui/pages/approvaldelegate.h"
#include "ui/shell/keyscope.h"

#include <QWidget>

class QListView;

namespace ui {

class Card;
class ChosenBar;
class Notice;

// The left side of the inbox: what waits, by risk, then age, and below it what was decided today. Tasks with
// an interrupted step are told of above. UI thread. Announces which one a person wants to see, and
// chosenChanged() when others are marked for a decision of many, which chosenDecided() asks for.
class ApprovalLists final : public QWidget
{
    Q_OBJECT

public:
    ApprovalLists(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    // `shown` stays the current row while it waits.
    void setContent(const InboxContent &content, const QString &shown);
    void setFailure(const QString &title, const core::Error &error);
    ApprovalsModel &waiting() { return m_waiting; }
    // Makes it the current row, and the only one, wherever it stands. The first that waits, when `id` is
    // empty.
    void setCurrent(const QString &id);
    // The row below it, which J goes to; of one that has gone meanwhile, what stood below it. Empty at the
    // end.
    QString nextAfter(const QString &id) const;
    // Where one goes on when these are decided, `id` among them: the row below, or at the end the one above.
    QString restAfter(const QString &id, const QList<core::ApprovalId> &without) const;
    QList<core::Approval> chosen() const;
    // What is to be known of those that are chosen, besides what they are.
    void setChosenFacts(int changed, const QString &problem);

signals:
    void rowChosen(const QString &id);
    void rowOpened(); // the keys go on beside the list
    void chosenChanged();
    void chosenDecided(core::Verdict verdict);
    void taskRequested(const core::TaskId &task);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QListView *buildList(ApprovalsModel &model, ApprovalRow form, const QString &name);
    void buildNotices();
    void follow(QListView *list);
    void bindKeys(KeyScope &keys);
    void mark(const QString &id);
    void showInterrupted();
    void showHeadings(const InboxContent &content);
    void showOrder();
    void showChosen();
    void sizeLists();

    const Theme &m_theme;
    ApprovalsModel m_waiting;
    ApprovalsModel m_decided;
    QList<core::TaskId> m_tasks; // with an interrupted step
    QString m_after;             // stands now where the one that is shown stood
    bool m_following = false;    // the rows change, and no person chooses
    Notice *m_failure = nullptr;
    Notice *m_interrupted = nullptr;
    Card *m_waitingCard = nullptr;
    Card *m_decidedCard = nullptr;
    QListView *m_waitingList = nullptr;
    ChosenBar *m_chosen = nullptr;
    int m_changed = 0;
    QString m_problem;
    QListView *m_decidedList = nullptr;
};

} // namespace ui
