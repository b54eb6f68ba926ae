// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/approvalspage.h"

#include "ui/models/timetext.h"
#include "ui/models/wording.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/notice.h"

#include <QHBoxLayout>
#include <QListView>
#include <QStackedWidget>

namespace ui {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

ApprovalsPage::ApprovalsPage(Backend &backend, const Theme &theme, QWidget *parent)
    : Page(theme, {.id = u"approvals"_s, .title = tr("Approvals"), .icon = u"approvals"_s, .key = u'A'}, parent)
    , m_backend(backend)
    , m_inbox(backend)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::large);
    row->addWidget(buildLists(), 400);
    row->addWidget(buildRight(), 776);
    bindKeys();
    connect(&m_inbox, &ApprovalInbox::changed, this, &ApprovalsPage::takeInbox);
    connect(&m_inbox, &ApprovalInbox::failed, this, [this](const core::Error &error) {
        m_failure->setTexts(tr("The approvals could not be read"), error.text);
        m_failure->show();
    });
    connect(&backend.decisions(), &Decisions::held, &m_inbox, &ApprovalInbox::reload);
    connect(&backend.decisions(), &Decisions::settled, &m_inbox, &ApprovalInbox::reload);
    connect(&m_waiting, &ApprovalsModel::chosenChanged, this, [this] {
        const int chosen = static_cast<int>(m_waiting.chosen().size());
        m_detail->setChosen(chosen);
        showOrder();
    });
    m_clock.setInterval(15s);
    connect(&m_clock, &QTimer::timeout, &m_inbox, &ApprovalInbox::reload);
    m_inbox.reload();
}

QListView *ApprovalsPage::buildList(ApprovalsModel &model, ApprovalRow form, const QString &name)
{
    auto *list = new QListView;
    list->setModel(&model);
    list->setItemDelegate(new ApprovalDelegate(theme(), form, list));
    list->setAccessibleName(name);
    list->setUniformItemSizes(true);
    list->setMouseTracking(true);
    list->setFrameShape(QFrame::NoFrame);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    return list;
}

QWidget *ApprovalsPage::buildLists()
{
    auto *left = new QWidget;
    left->setMinimumWidth(280);
    left->setMaximumWidth(400);
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    m_failure = new Notice(theme(), Tone::Red);
    m_failure->hide();
    m_waitingCard = new Card(theme(), tr("Waiting for you"));
    m_waitingList = buildList(m_waiting, ApprovalRow::Waiting, tr("Waiting for you"));
    m_waitingCard->body()->addWidget(m_waitingList);
    m_decidedCard = new Card(theme(), tr("Decided today"));
    m_decidedList = buildList(m_decided, ApprovalRow::Decided, tr("Decided today"));
    m_decidedCard->body()->addWidget(m_decidedList, 1);
    column->addWidget(m_failure);
    column->addWidget(m_waitingCard, 3);
    column->addWidget(m_decidedCard, 2);
    for (QListView *list : {m_waitingList, m_decidedList}) {
        // A click, a key and the program choose a row in the same way; only a person's choice opens it.
        connect(list->selectionModel(), &QItemSelectionModel::currentChanged, this,
                [this, list](const QModelIndex &current) {
                    if (list->property("following").toBool() || !current.isValid())
                        return;
                    showApproval(current.data(IdRole).toString());
                });
        connect(list, &QListView::clicked, this,
                [this](const QModelIndex &index) { showApproval(index.data(IdRole).toString()); });
    }
    connect(m_waitingList, &QListView::activated, this, [this] { m_detail->setFocus(); });
    return left;
}

QWidget *ApprovalsPage::buildRight()
{
    m_right = new QStackedWidget;
    auto *card = new Card(theme());
    auto *empty = new EmptyState(
        theme(), tr("Nothing waits for you"),
        tr("When an agent wants to do something that a rule guards, it stands here with everything you need to "
           "decide. Start a task that writes a file to see one."),
        tr("Start a task"));
    card->body()->addWidget(empty, 1);
    m_detail = new ApprovalDetail(theme(), keys());
    m_right->addWidget(card);
    m_right->addWidget(m_detail);
    connect(empty, &EmptyState::actionClicked, this, [this] { emit openRequested(u"tasks"_s, {}); });
    connect(m_detail, &ApprovalDetail::decideRequested, this, &ApprovalsPage::decide);
    connect(m_detail, &ApprovalDetail::checkRequested, this, &ApprovalsPage::check);
    connect(m_detail, &ApprovalDetail::allowRequested, this, &ApprovalsPage::allow);
    connect(m_detail, &ApprovalDetail::taskRequested, this,
            [this](const core::TaskId &task) { emit openRequested(u"tasks"_s, task.value); });
    return m_right;
}

void ApprovalsPage::bindKeys()
{
    keys().bindList(m_waitingList);
    keys().bind(
        ActionId::Select, [this] { m_waiting.toggleChosen(m_waitingList->currentIndex().data(IdRole).toString()); },
        [this] { return m_waitingList->currentIndex().isValid(); });
}

void ApprovalsPage::enter()
{
    m_inbox.reload();
    m_clock.start();
    m_waitingList->setFocus(Qt::OtherFocusReason);
}

void ApprovalsPage::leave()
{
    m_clock.stop();
}

bool ApprovalsPage::openThing(const QString &id)
{
    if (id.isEmpty())
        return true;
    showApproval(id);
    return true;
}

void ApprovalsPage::takeInbox()
{
    const InboxContent &content = m_inbox.content();
    m_failure->hide();
    for (QListView *list : {m_waitingList, m_decidedList})
        list->setProperty("following", true);
    m_waiting.setApprovals(content.waiting, content.now);
    m_decided.setApprovals(content.decided, content.now);
    const int row = m_waiting.rowOf(m_shown);
    m_waitingList->setCurrentIndex(row < 0 ? QModelIndex() : m_waiting.index(row));
    for (QListView *list : {m_waitingList, m_decidedList})
        list->setProperty("following", false);
    const QString listed = countText(content.waiting.size());
    const bool isAll = content.waitingInAll <= content.waiting.size();
    m_waitingCard->setSubtitle(isAll ? listed : tr("%1 of %2").arg(listed, countText(content.waitingInAll)));
    const int waiting = static_cast<int>(content.waitingInAll);
    QString summary = QString::number(content.decided.size());
    if (content.medianWait)
        summary = tr("%1, median wait %2").arg(content.decided.size()).arg(spanText(*content.medianWait));
    m_decidedCard->setSubtitle(summary);
    setBadge({.count = waiting, .urgent = waiting > 0});
    sizeLists();
    if (m_shown.isEmpty())
        showFirst();
    else
        load({m_shown});
}

// The list of what waits is as high as its rows, and leaves the rest to what was decided.
void ApprovalsPage::sizeLists()
{
    const bool any = m_waiting.rowCount() > 0;
    m_waitingList->setVisible(any);
    m_waitingCard->setMaximumHeight(any ? size::cardHeader + 2 + m_waiting.rowCount() * ApprovalDelegate::waitingHeight
                                        : size::cardHeader + 1);
    m_decidedList->setVisible(m_decided.rowCount() > 0);
}

// How the list is ordered, where there is room to say it, and how many of it are chosen.
void ApprovalsPage::showOrder()
{
    const int chosen = static_cast<int>(m_waiting.chosen().size());
    const bool hasRoom = width() >= 1000;
    m_waitingCard->setRightText(chosen > 0 ? tr("%n chosen", nullptr, chosen)
                                : hasRoom  ? tr("by risk, then age")
                                           : QString());
}

void ApprovalsPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    showOrder();
}

void ApprovalsPage::showFirst()
{
    if (m_waiting.rowCount() > 0)
        m_waitingList->setCurrentIndex(m_waiting.index(0));
    else
        m_right->setCurrentIndex(0);
}

void ApprovalsPage::showApproval(const QString &id)
{
    if (id.isEmpty() || id == m_shown)
        return;
    m_shown = id;
    const int row = m_waiting.rowOf(id);
    if (row >= 0)
        m_waitingList->setCurrentIndex(m_waiting.index(row));
    load({id});
}

void ApprovalsPage::load(const core::ApprovalId &id)
{
    m_backend.call(
        this,
        [id, principal = m_backend.principal()](core::Core &core) -> core::Result<ApprovalView> {
            const core::Approval approval = TRY(core.approvals().find(id, principal));
            const core::Task task = TRY(core.tasks().find(approval.task, principal));
            const QList<core::Step> steps = TRY(core.tasks().steps(approval.task, principal));
            return ApprovalView{.approval = approval, .steps = steps, .query = task.query, .now = core.clock().now()};
        },
        [this, id](const core::Result<ApprovalView> &view) {
            if (id.value != m_shown)
                return; // another one was chosen meanwhile
            if (view)
                return take(*view);
            m_failure->setTexts(tr("This approval could not be opened"), view.error().text);
            m_failure->show();
            m_shown.clear();
            showFirst();
        });
}

void ApprovalsPage::take(const ApprovalView &view)
{
    m_detail->setView(view);
    m_right->setCurrentWidget(m_detail);
    const core::Approval *next = m_waiting.find(nextAfter(m_shown));
    m_detail->setNext(next ? next->title : QString());
}

// The row below, or the first one; none when nothing else waits.
QString ApprovalsPage::nextAfter(const QString &id) const
{
    const int count = m_waiting.rowCount();
    const int row = m_waiting.rowOf(id);
    if (count == 0 || (count == 1 && row == 0))
        return {};
    return m_waiting.rows()[(row + 1) % count].id.value;
}

void ApprovalsPage::decide(core::Decision decision)
{
    QList<core::ApprovalId> ids = m_waiting.chosen();
    if (ids.isEmpty())
        ids.append({m_shown});
    else
        decision.edited.reset(); // the changes are to one of them alone
    m_detail->setBusy(true);
    m_backend.decisions().decide(
        ids, decision, this,
        [this, ids](const core::Result<DecisionOutcome> &outcome) { decided(ids, outcome); });
}

void ApprovalsPage::decided(const QList<core::ApprovalId> &ids, const core::Result<DecisionOutcome> &outcome)
{
    m_detail->setBusy(false);
    const std::optional<core::Error> error = outcome ? outcome->error : outcome.error();
    if (error) {
        m_detail->setProblem(ids.size() > 1 ? tr("%1 of %2 were decided").arg(outcome ? outcome->done : 0).arg(ids.size())
                                            : tr("This was not decided"),
                             error->text);
        m_inbox.reload();
        return;
    }
    m_waiting.clearChosen();
    if (!ids.contains(core::ApprovalId{m_shown}))
        return m_inbox.reload();
    QString next = nextAfter(m_shown);
    while (!next.isEmpty() && next != m_shown && ids.contains(core::ApprovalId{next}))
        next = nextAfter(next);
    if (next.isEmpty() || next == m_shown) {
        m_shown.clear();
        m_right->setCurrentIndex(0);
    } else {
        showApproval(next);
    }
    m_inbox.reload();
}

void ApprovalsPage::check(const QJsonObject &arguments)
{
    const core::Approval *approval = m_waiting.find(m_shown);
    if (!approval)
        return;
    m_backend.call(
        this,
        [tool = approval->tool, arguments](core::Core &core) { return core.tools().check(tool, arguments); },
        [this, arguments](const core::Result<void> &checked) {
            m_detail->setChecked(arguments, checked ? QString() : checked.error().text);
        });
}

void ApprovalsPage::allow(const core::AllowWithin &allow)
{
    const core::Approval *approval = m_waiting.find(m_shown);
    if (!approval)
        return;
    m_backend.call(
        this,
        [allow, approval = *approval, principal = m_backend.principal()](core::Core &core) -> core::Result<core::PolicyRule> {
            core::AllowWithin wanted = allow;
            const core::Tool *tool = core.tools().find(approval.tool);
            const core::Ruling ruling =
                core.policies().evaluate({.tool = approval.tool,
                                          .effect = tool ? tool->spec().effect : core::Effect::Run,
                                          .agent = approval.agent,
                                          .cluster = approval.cluster,
                                          .arguments = approval.arguments});
            // Before the rule that asks, so that whatever is denied above it stays denied.
            wanted.before = ruling.rule;
            return core.policies().allowWithin(wanted, principal);
        },
        [this](const core::Result<core::PolicyRule> &rule) {
            if (rule)
                m_detail->setAllowed(rule->name);
            else
                m_detail->setAllowProblem(rule.error().text);
        });
}

} // namespace ui
