// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/approvallists.h"

#include "ui/models/timetext.h"
#include "ui/models/wording.h"
#include "ui/pages/chosenbar.h"
#include "ui/widgets/card.h"
#include "ui/widgets/notice.h"

#include <QListView>
#include <QPersistentModelIndex>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

// To come here with Tab chooses no row, nor does a letter that means nothing now: only a person's own key or
// click opens one.
class InboxList final : public QListView
{
public:
    void keyboardSearch(const QString &) override {}

protected:
    void focusInEvent(QFocusEvent *event) override
    {
        const bool any = currentIndex().isValid();
        const QSignalBlocker quiet(selectionModel());
        QListView::focusInEvent(event);
        if (!any)
            selectionModel()->setCurrentIndex({}, QItemSelectionModel::Clear);
    }

    // What is open stays in sight where the list gives up room.
    void resizeEvent(QResizeEvent *event) override
    {
        QListView::resizeEvent(event);
        if (currentIndex().isValid())
            scrollTo(currentIndex());
    }
};

// Rows that come and go above the one that is open do not move it under the pointer.
class StillRow
{
public:
    explicit StillRow(QListView *list)
        : m_list(list)
        , m_row(list->currentIndex())
        , m_top(list->visualRect(m_row).top())
    {
    }
    ~StillRow()
    {
        if (!m_row.isValid())
            return;
        QScrollBar *bar = m_list->verticalScrollBar();
        bar->setValue(bar->value() + m_list->visualRect(m_row).top() - m_top);
    }
    Q_DISABLE_COPY_MOVE(StillRow)

private:
    QListView *m_list;
    QPersistentModelIndex m_row;
    int m_top;
};

} // namespace

ApprovalLists::ApprovalLists(const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setMinimumWidth(280);
    setMaximumWidth(400);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    buildNotices();
    m_waitingCard = new Card(theme, tr("Waiting for you"));
    m_waitingList = buildList(m_waiting, ApprovalRow::Waiting, tr("Waiting for you"));
    m_waitingCard->body()->addWidget(m_waitingList);
    m_chosen = new ChosenBar(theme, keys);
    m_waitingCard->body()->addWidget(m_chosen);
    m_decidedCard = new Card(theme, tr("Decided today"));
    m_decidedList = buildList(m_decided, ApprovalRow::Decided, tr("Decided today"));
    m_decidedCard->body()->addWidget(m_decidedList, 1);
    column->addWidget(m_failure);
    column->addWidget(m_interrupted);
    column->addWidget(m_waitingCard, 3);
    column->addWidget(m_decidedCard, 1);
    column->addStretch(0); // takes what both leave
    follow(m_waitingList);
    follow(m_decidedList);
    bindKeys(keys);
    setFocusProxy(m_waitingList);
    connect(m_waitingList, &QListView::activated, this, &ApprovalLists::rowOpened);
    connect(&m_waiting, &ApprovalsModel::chosenChanged, this, [this] {
        showOrder();
        emit chosenChanged();
    });
    connect(m_chosen, &ChosenBar::decideRequested, this, &ApprovalLists::chosenDecided);
    connect(m_chosen, &ChosenBar::cleared, &m_waiting, &ApprovalsModel::clearChosen);
}

QListView *ApprovalLists::buildList(ApprovalsModel &model, ApprovalRow form, const QString &name)
{
    auto *list = new InboxList;
    list->setModel(&model);
    list->setItemDelegate(new ApprovalDelegate(m_theme, form, list));
    list->setAccessibleName(name);
    list->setUniformItemSizes(true);
    list->setMouseTracking(true);
    list->setFrameShape(QFrame::NoFrame);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    return list;
}

void ApprovalLists::buildNotices()
{
    m_failure = new Notice(m_theme, Tone::Red);
    m_failure->hide();
    m_interrupted = new Notice(m_theme, Tone::Violet);
    m_interrupted->hide();
    Button *open = m_interrupted->addButton(new Button(m_theme, tr("Open the task")));
    connect(open, &Button::clicked, this, [this] { emit taskRequested(m_tasks.value(0)); });
}

// A click, a key and the program choose a row in the same way; only a person's choice opens it.
void ApprovalLists::follow(QListView *list)
{
    connect(list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) {
                if (!m_following && current.isValid())
                    emit rowChosen(current.data(IdRole).toString());
            });
    connect(list, &QListView::clicked, this,
            [this](const QModelIndex &index) { emit rowChosen(index.data(IdRole).toString()); });
}

void ApprovalLists::bindKeys(KeyScope &keys)
{
    // Where the one that is shown has gone, the list goes on where it stood.
    keys.bind(
        ActionId::Next, [this] { setCurrent(m_after); },
        [this] { return !m_waitingList->currentIndex().isValid() && m_waiting.rowOf(m_after) >= 0; });
    keys.bindList(m_waitingList);
    keys.bind(
        ActionId::Select,
        [this] { m_waiting.toggleChosen(m_waitingList->currentIndex().data(IdRole).toString()); },
        [this] { return m_waitingList->currentIndex().isValid(); });
}

void ApprovalLists::setContent(const InboxContent &content, const QString &shown)
{
    m_failure->hide();
    m_tasks = content.interrupted;
    m_following = true;
    QSet<core::ApprovalId> waits;
    for (const core::Approval &approval : content.waiting)
        waits.insert(approval.id);
    QList<core::ApprovalId> gone;
    for (const core::Approval &approval : m_waiting.rows()) {
        if (!waits.contains(approval.id))
            gone.append(approval.id);
    }
    if (gone.contains(core::ApprovalId{m_after}))
        m_after = restAfter(m_after, gone);
    {
        const StillRow still(m_waitingList);
        m_waiting.setApprovals(content.waiting, content.now);
    }
    m_decided.setSentBack(content.sentBack);
    m_decided.setApprovals(content.decided, content.now);
    mark(shown);
    showInterrupted();
    showHeadings(content);
    showOrder();
    sizeLists(); // a list that is hidden gives its focus to the other one, which then chooses a row
    m_following = false;
}

void ApprovalLists::setFailure(const QString &title, const core::Error &error)
{
    m_failure->setTexts(title, error.text);
    m_failure->show();
}

void ApprovalLists::setCurrent(const QString &id)
{
    const int first = m_waiting.rows().isEmpty() ? -1 : 0;
    const int row = id.isEmpty() ? first : m_waiting.rowOf(id);
    if (row >= 0)
        m_waitingList->setCurrentIndex(m_waiting.index(row));
    const bool following = std::exchange(m_following, true);
    mark(row >= 0 ? m_waiting.rows()[row].id.value : id);
    m_following = following;
}

// One row of both lists stands for what is shown.
void ApprovalLists::mark(const QString &id)
{
    const int waiting = m_waiting.rowOf(id);
    const int decided = m_decided.rowOf(id);
    if (waiting >= 0) {
        m_after = id;
        m_waitingList->setCurrentIndex(m_waiting.index(waiting));
    } else {
        m_waitingList->selectionModel()->setCurrentIndex({}, QItemSelectionModel::Clear);
    }
    if (decided >= 0 && waiting < 0)
        m_decidedList->setCurrentIndex(m_decided.index(decided));
    else
        m_decidedList->selectionModel()->setCurrentIndex({}, QItemSelectionModel::Clear);
}

QString ApprovalLists::nextAfter(const QString &id) const
{
    const int row = m_waiting.rowOf(id);
    if (row < 0)
        return m_after;
    return row + 1 < m_waiting.rowCount() ? m_waiting.rows()[row + 1].id.value : QString();
}

QString ApprovalLists::restAfter(const QString &id, const QList<core::ApprovalId> &without) const
{
    const auto isLeft = [&without](const core::Approval &approval) { return !without.contains(approval.id); };
    const QList<core::Approval> &rows = m_waiting.rows();
    const int row = m_waiting.rowOf(m_waiting.rowOf(id) < 0 ? m_after : id);
    if (row < 0)
        return {};
    const auto below = std::find_if(rows.begin() + row, rows.end(), isLeft);
    if (below != rows.end())
        return below->id.value;
    const auto above = std::find_if(rows.rend() - row, rows.rend(), isLeft);
    return above == rows.rend() ? QString() : above->id.value;
}

void ApprovalLists::showInterrupted()
{
    const qsizetype count = m_tasks.size();
    m_interrupted->setTexts(
        count == 1 ? tr("1 task was interrupted") : tr("%1 tasks were interrupted").arg(count),
        tr("Signalbox ended while a step ran that is not safe to repeat unasked. Say what "
           "became of it, and the task goes on."));
    m_interrupted->setVisible(count > 0);
}

void ApprovalLists::showHeadings(const InboxContent &content)
{
    const QString listed = countText(content.waiting.size());
    const bool isAll = content.waitingInAll <= content.waiting.size();
    m_waitingCard->setSubtitle(isAll ? listed : tr("%1 of %2").arg(listed, countText(content.waitingInAll)));
    QString summary = QString::number(content.decided.size());
    if (content.medianWait)
        summary = tr("%1, median wait %2").arg(content.decided.size()).arg(spanText(*content.medianWait));
    m_decidedCard->setSubtitle(summary);
}

QList<core::Approval> ApprovalLists::chosen() const
{
    QList<core::Approval> all;
    for (const core::ApprovalId &id : m_waiting.chosen()) {
        all.append(*m_waiting.find(id.value));
        all.last().title = m_waiting.titleOf(all.last());
        all.last().risk = m_waiting.riskOf(all.last());
    }
    return all;
}

void ApprovalLists::setChosenFacts(int changed, const QString &problem)
{
    m_changed = changed;
    m_problem = problem;
    showChosen();
}

void ApprovalLists::showChosen()
{
    m_chosen->setChosen(chosen(), m_changed, m_problem);
    sizeLists();
}

// How the list is ordered, where there is room to say it, and how many of it are chosen.
void ApprovalLists::showOrder()
{
    const int chosen = static_cast<int>(m_waiting.chosen().size());
    const bool hasRoom = width() >= 340 && m_waiting.rowCount() > 1;
    m_waitingCard->setRightText(chosen > 0 ? tr("%n chosen", nullptr, chosen)
                                : hasRoom  ? tr("by risk, then age")
                                           : QString());
}

// Each list is as high as its rows at most; what waits has most of the room.
void ApprovalLists::sizeLists()
{
    const bool any = m_waiting.rowCount() > 0;
    m_waitingList->setVisible(any);
    m_waitingCard->setMaximumHeight(
        any ? size::cardHeader + 2 + m_waiting.rowCount() * ApprovalDelegate::waitingHeight +
                  (m_chosen->isHidden() ? 0 : m_chosen->heightForWidth(width() - 2))
            : size::cardHeader);
    m_waitingCard->setFolded(!any);
    const int decided = m_decided.rowCount();
    m_decidedList->setVisible(decided > 0);
    m_decidedCard->setFolded(decided == 0);
    m_decidedCard->setMaximumHeight(
        decided > 0 ? size::cardHeader + 2 + decided * ApprovalDelegate::decidedHeight : size::cardHeader);
}

void ApprovalLists::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showOrder();
    sizeLists(); // the buttons of what is chosen may need another line
}

} // namespace ui
