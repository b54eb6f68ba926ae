// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/taskdetail.h"

#include "ui/models/wording.h"
#include "ui/pages/approvalbox.h"
#include "ui/pages/eventdelegate.h"
#include "ui/pages/taskcontrols.h"
#include "ui/pages/uncertainbox.h"
#include "ui/pages/usageview.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/markdownview.h"

#include <QListView>
#include <QScrollArea>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostRawEvents = 200;

// A list that is as high as its rows, where there is room.
class ShortList final : public QListView
{
public:
    QSize sizeHint() const override
    {
        const int rows = model() ? model()->rowCount() : 0;
        return {200, rows * std::max(1, sizeHintForRow(0)) + space::small};
    }
    QSize minimumSizeHint() const override { return {120, 0}; } // what is decided has its room first
};

QJsonObject rawOf(const core::Event &event)
{
    return {{u"seq"_s, event.seq},
            {u"type"_s, core::toWord(event.type)},
            {u"at"_s, core::toText(event.at)},
            {u"subject"_s, event.subject},
            {u"actor"_s, event.actor},
            {u"message"_s, event.message},
            {u"payload"_s, event.payload}};
}

} // namespace

TaskDetail::TaskDetail(Backend &backend, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
    , m_theme(theme)
    , m_refresh([this] { ask(); }, std::chrono::milliseconds{50})
{
    m_stack = new QStackedLayout(this);
    auto *blank = new Card(theme);
    m_empty = new EmptyState(theme, tr("No task is chosen"),
                             tr("Choose one to see its track, its timeline and its result."));
    blank->body()->addWidget(m_empty, 1);
    m_stack->addWidget(blank);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    m_controls = new TaskControls(backend, theme);
    column->addWidget(m_controls);
    m_card = new Card(theme);
    m_card->body()->addWidget(buildTabs(), 1);
    column->addWidget(m_card, 1);
    m_stack->addWidget(content);
    connect(m_controls, &TaskControls::submitted, this, &TaskDetail::submitted);
    connect(&backend, &Backend::announced, this, &TaskDetail::hear);
    connect(&backend, &Backend::told, this, &TaskDetail::write);
}

QWidget *TaskDetail::buildTabs()
{
    auto *area = new QWidget;
    auto *column = new QVBoxLayout(area);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_tabs = new QTabBar;
    m_tabs->setAccessibleName(tr("Views of the task"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    for (const QString &name : {tr("Timeline"), tr("Result"), tr("Usage"), tr("Raw")})
        m_tabs->addTab(name);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(space::cardPadding - 1, 2, space::cardPadding - 1, 0);
    head->addWidget(m_tabs);
    head->addStretch(1);
    column->addLayout(head);
    column->addWidget(new Rule(m_theme));
    m_pages = new QStackedWidget;
    m_timelineView = new ShortList;
    m_timelineView->setAccessibleName(tr("Timeline"));
    m_timelineView->setModel(&m_timeline);
    m_timelineView->setItemDelegate(new EventDelegate(m_theme, EventForm::Timeline, m_timelineView));
    m_timelineView->setUniformItemSizes(true);
    m_timelineView->setSelectionMode(QAbstractItemView::NoSelection);
    m_timelineView->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_timelineView->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_timelineView->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    auto *timeline = new QWidget;
    auto *events = new QVBoxLayout(timeline);
    events->setContentsMargins(0, space::tiny, 0, space::medium);
    events->setSpacing(space::small);
    events->addWidget(m_timelineView);
    m_approval = new ApprovalBox(m_backend, m_theme, NoticeForm::Block);
    m_uncertain = new UncertainBox(m_backend, m_theme);
    m_approval->setContentsMargins(space::cardPadding - 1, 0, space::cardPadding - 1, 0);
    m_uncertain->setContentsMargins(space::cardPadding - 1, 0, space::cardPadding - 1, 0);
    events->addWidget(m_approval);
    events->addWidget(m_uncertain);
    events->addStretch(1);
    m_usage = new UsageView(m_theme);
    m_raw = new JsonView(m_theme);
    m_raw->setProperty("bare", true);
    m_raw->setMostLines(100'000);
    for (QWidget *page :
         {timeline, buildResult(), static_cast<QWidget *>(m_usage), static_cast<QWidget *>(m_raw)})
        m_pages->addWidget(page);
    column->addWidget(m_pages, 1);
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_tabs, &QTabBar::currentChanged, &m_refresh, &Refresh::request);
    connect(m_approval, &ApprovalBox::openRequested, this, &TaskDetail::approvalOpened);
    connect(m_approval, &ApprovalBox::decided, &m_refresh, &Refresh::request);
    return area;
}

QWidget *TaskDetail::buildResult()
{
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *content = new QWidget;
    content->setObjectName(u"scrolled"_s);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    m_result = new MarkdownView(m_theme);
    column->addWidget(m_result);
    column->addStretch(1);
    scroll->setWidget(content);
    return scroll;
}

void TaskDetail::bindKeys(KeyScope &keys)
{
    keys.bind(ActionId::Approve, m_approval->approveButton());
    keys.bind(ActionId::Reject, m_approval->rejectButton());
    keys.bind(ActionId::Edit, m_approval->openButton());
    keys.bind(ActionId::MarkDone, m_uncertain->doneButton());
    m_controls->bindKeys(keys);
}

void TaskDetail::setAddress(const QString &address)
{
    m_controls->setAddress(address);
}

void TaskDetail::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
}

void TaskDetail::setTaskId(const core::TaskId &id)
{
    if (id == m_id)
        return;
    m_id = id;
    m_writing = {};
    m_written = {};
    m_words.clear();
    m_controls->wait();
    m_approval->setApproval({});
    m_uncertain->setSteps({});
    if (id.isEmpty()) {
        m_empty->setTexts(tr("No task is chosen"),
                          tr("Choose one to see its track, its timeline and its result."));
        m_stack->setCurrentIndex(0);
        return;
    }
    m_refresh.request();
}

void TaskDetail::ask()
{
    m_backend.call(
        this,
        [id = m_id, principal = m_backend.principal()](core::Core &core) {
            return readTaskView(core, id, principal);
        },
        [this, id = m_id](const core::Result<TaskView> &view) {
            const bool isGone = !view && view.error().code == core::ErrorCode::NotFound;
            const bool isTriedAgain = id == m_id && !view && !isGone;
            isTriedAgain ? m_refresh.failed() : m_refresh.answered();
            if (id != m_id)
                return; // another one was chosen meanwhile, and is asked for
            if (view)
                return show(*view);
            m_empty->setTexts(tr("This task cannot be shown"),
                              isGone ? view.error().text
                                     : tr("%1 (it is tried again)").arg(view.error().text));
            m_stack->setCurrentIndex(0);
        });
}

void TaskDetail::show(const TaskView &view)
{
    m_stack->setCurrentIndex(1);
    setAccessibleName(titleOf(view.task.query));
    m_controls->setTask(view);
    m_timeline.setBegin(view.task.createdAt);
    m_timeline.setLines(timelineOf(view.events));
    m_timelineView->updateGeometry();
    m_timelineView->scrollToBottom();
    m_tabs->setTabText(Timeline, tr("Timeline %1").arg(countText(m_timeline.rowCount())));
    showWaiting(view);
    m_usage->setTask(view);
    write(view.partials);
    showResult(view);
    showRaw(view);
}

// What begins to wait for a person is shown, whatever tab was in view.
void TaskDetail::showWaiting(const TaskView &view)
{
    const core::ApprovalId before = m_approval->approval().id;
    const bool wasUncertain = !m_uncertain->isHidden();
    m_approval->setApproval(view.approval);
    m_uncertain->setSteps(view.steps);
    const bool isAsked = !view.approval.id.isEmpty() && view.approval.id != before;
    if (isAsked || (!wasUncertain && !m_uncertain->isHidden()))
        showTab(Timeline);
}

void TaskDetail::showResult(const TaskView &view)
{
    const bool writes = std::any_of(view.steps.begin(), view.steps.end(), [this](const core::Step &step) {
        return step.id == m_writing && step.state == core::StepState::Running;
    });
    if (writes)
        return;
    m_writing = {};
    m_words.clear();
    if (!view.task.result.isEmpty())
        m_result->setMarkdownText(view.task.result);
    else if (!view.task.error.isEmpty())
        m_result->setMarkdownText(tr("It failed: %1").arg(view.task.error));
    else
        m_result->setMarkdownText(core::isFinal(view.task.state) ? tr("It ended without a result.")
                                                                 : tr("The result will stand here."));
}

void TaskDetail::showRaw(const TaskView &view)
{
    if (m_tabs->currentIndex() != Raw)
        return;
    QJsonArray events;
    for (const core::Event &event : view.events.last(std::min(view.events.size(), mostRawEvents)))
        events.append(rawOf(event));
    m_raw->setValue(events);
}

void TaskDetail::hear(const QList<core::Event> &events)
{
    const bool ours = std::any_of(events.begin(), events.end(), [this](const core::Event &event) {
        return !m_id.isEmpty() && event.task == m_id;
    });
    if (ours)
        m_refresh.request();
}

void TaskDetail::write(const QList<core::Partial> &partials)
{
    bool isNew = false;
    for (const core::Partial &partial : partials) {
        const core::StreamPlace place{.seq = partial.after, .index = partial.index};
        if (partial.task != m_id || !(place > m_written))
            continue;
        if (partial.step != m_writing)
            m_words.clear();
        m_writing = partial.step;
        m_written = place;
        m_words += partial.text;
        isNew = true;
    }
    if (isNew)
        m_result->setMarkdownText(m_words);
}

} // namespace ui
