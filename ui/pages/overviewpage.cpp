// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overviewpage.h"

#include "ui/models/decisions.h"
#include "ui/models/timetext.h"
#include "ui/models/wording.h"
#include "ui/pages/approvalbox.h"
#include "ui/pages/eventdelegate.h"
#include "ui/pages/tasklines.h"
#include "ui/pages/welcomeview.h"
#include "ui/shell/servingcard.h"
#include "ui/widgets/barchart.h"
#include "ui/widgets/card.h"
#include "ui/widgets/keyfigure.h"
#include "ui/widgets/linechart.h"

#include <QListView>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <limits>

namespace ui {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using core::TaskState;

namespace {

constexpr int sideWidth = 350;
constexpr int narrow = 980;

PageInfo pageInfo()
{
    return {.id = u"overview"_s,
            .title = OverviewPage::tr("Overview"),
            .icon = u"overview"_s,
            .key = u'O',
            .decides = true};
}

} // namespace

OverviewPage::OverviewPage(Backend &backend, const Theme &theme)
    : Page(theme, pageInfo())
    , m_backend(backend)
    , m_refresh([this] { ask(); })
{
    m_refresh.setHeld(true);
    m_stack = new QStackedLayout(this);
    m_welcome = new WelcomeView(backend, theme);
    m_stack->addWidget(new QWidget);
    m_stack->addWidget(buildContent());
    m_stack->addWidget(m_welcome);
    bindKeys();
    connect(&backend, &Backend::announced, &m_refresh, &Refresh::request);
    connect(&backend.decisions(), &Decisions::changed, &m_refresh, &Refresh::request);
    connect(m_welcome, &WelcomeView::providerRequested, this,
            [this] { emit openRequested(u"settings"_s, u"providers/new"_s); });
    connect(m_welcome, &WelcomeView::changed, &m_refresh, &Refresh::request);
    m_tick.setInterval(1s);
    connect(&m_tick, &QTimer::timeout, &m_refresh, &Refresh::request);
}

QWidget *OverviewPage::buildContent()
{
    auto *content = new QWidget;
    auto *columns = new QHBoxLayout(content);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(space::large);
    auto *main = new QVBoxLayout;
    main->setSpacing(space::large);
    columns->addLayout(main, 1);
    m_problem = new Notice(theme(), Tone::Red, NoticeForm::Row);
    m_problem->hide();
    main->addWidget(m_problem);
    main->addWidget(buildFigures());
    m_linesCard = new Card(theme(), tr("Lines"));
    m_linesCard->setSubtitle(tr("every active task as a track; the signals are clickable"));
    m_lines = new TaskLines(m_backend, theme());
    m_linesCard->body()->addWidget(m_lines, 1);
    main->addWidget(m_linesCard, 1);
    m_side = buildSide();
    columns->addWidget(m_side);
    connect(m_lines, &TaskLines::opened, this,
            [this](const QString &id) { emit openRequested(u"tasks"_s, id); });
    connect(m_lines, &TaskLines::allRequested, this, [this] { emit openRequested(u"tasks"_s, {}); });
    connect(m_lines, &TaskLines::newTaskRequested, this,
            [this] { emit openRequested(u"tasks"_s, u"new"_s); });
    connect(m_lines, &TaskLines::approvalOpened, this,
            [this](const QString &id) { emit openRequested(u"approvals"_s, id); });
    return content;
}

QWidget *OverviewPage::buildFigures()
{
    auto *figures = new QWidget;
    auto *row = new QHBoxLayout(figures);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::medium);
    const auto add = [this, row](const QString &label) {
        auto *figure = new KeyFigure(theme(), label);
        row->addWidget(figure, 1);
        return figure;
    };
    m_running = add(tr("Running now"));
    m_waiting = add(tr("Waiting for approval"));
    m_completed = add(tr("Completed in 24 h"));
    m_median = add(tr("Median task time"));
    m_spend = add(tr("Spend in 24 h"));
    m_running->setLeads(true);
    m_waiting->setLeads(true);
    connect(m_running, &KeyFigure::clicked, this, [this] { emit openRequested(u"tasks"_s, {}); });
    connect(m_waiting, &KeyFigure::clicked, this, [this] { emit openRequested(u"approvals"_s, {}); });
    return figures;
}

QWidget *OverviewPage::buildSide()
{
    auto *side = new QWidget;
    side->setFixedWidth(sideWidth);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    auto *throughput = new Card(theme(), tr("Throughput"));
    throughput->setSubtitle(tr("tasks per hour"));
    m_throughput = new BarChart(theme(), tr("No task ended in the last 24 hours"));
    m_throughput->setEnds(tr("24 h ago"), tr("now"));
    throughput->addPadded(m_throughput);
    auto *latency = new Card(theme(), tr("Latency"));
    latency->setSubtitle(tr("median and p95"));
    m_latency =
        new LineChart(theme(), tr("Nothing to draw yet: it takes tasks that ended in two different hours"));
    m_latency->setFormat(
        [](double seconds) { return durationText(core::milliseconds{qRound64(seconds * 1000)}); });
    latency->addPadded(m_latency);
    auto *activity = new Card(theme(), tr("Activity"));
    m_activityView = new QListView;
    m_activityView->setAccessibleName(tr("Activity"));
    m_activityView->setModel(&m_activity);
    m_activityView->setItemDelegate(new EventDelegate(theme(), EventForm::Activity, m_activityView));
    m_activityView->setResizeMode(QListView::Adjust); // lines take as many as the width makes of them
    m_activityView->setMouseTracking(true);
    m_activityView->setSelectionMode(QAbstractItemView::NoSelection);
    m_activityView->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_activityView->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    activity->body()->addWidget(m_activityView, 1);
    column->addWidget(throughput);
    column->addWidget(latency);
    column->addWidget(activity, 1);
    const auto open = [this](const QModelIndex &index) {
        const QString task = index.data(EventListModel::TaskRole).toString();
        if (!task.isEmpty())
            emit openRequested(u"tasks"_s, task);
    };
    connect(m_activityView, &QListView::clicked, this, open);
    connect(m_activityView, &QListView::activated, this, open);
    return side;
}

void OverviewPage::bindKeys()
{
    const auto press = [this](Button *(ApprovalBox::*button)() const) {
        return [this, button] {
            if (const ApprovalBox *box = m_lines->openBox())
                (box->*button)()->click();
        };
    };
    const auto can = [this] { return m_lines->openBox() != nullptr; };
    // Nobody decides what was not seen: the first press shows what the line asks, the second decides it.
    const auto canLook = [this] { return m_lines->isVisible() && m_lines->canDecide(); };
    const auto look = [this] { m_lines->showDecision(); };
    const auto isShown = [this] { return m_lines->isVisible() && !m_lines->lines().isEmpty(); };
    keys().bind(
        ActionId::Next, [this] { m_lines->moveFocus(1); }, isShown);
    keys().bind(
        ActionId::Previous, [this] { m_lines->moveFocus(-1); }, isShown);
    keys().bind(
        ActionId::Open, [this] { m_lines->openFocused(); },
        [this] { return m_lines->focusedLine() != nullptr; });
    keys().bind(ActionId::Approve, press(&ApprovalBox::approveButton), can);
    keys().bind(ActionId::Approve, look, canLook);
    keys().bind(ActionId::Reject, press(&ApprovalBox::rejectButton), can);
    keys().bind(ActionId::Reject, look, canLook);
    keys().bind(
        ActionId::Confirm, [] {}, [] { return false; }); // told with the others; its button hears it
    keys().bind(ActionId::Refresh, [this] { m_refresh.request(); });
}

// In a narrow window the lines have all the room: what waits and runs is worth more than what was.
void OverviewPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    m_side->setVisible(width() >= narrow);
}

void OverviewPage::enter()
{
    m_refresh.setHeld(false);
    m_refresh.request();
    m_tick.start();
}

void OverviewPage::leave()
{
    m_refresh.setHeld(true);
    m_tick.stop();
}

void OverviewPage::serve(const Serving &serving)
{
    m_welcome->setServing(serving);
}

void OverviewPage::ask()
{
    m_backend.call(
        this,
        [principal = m_backend.principal(), held = m_backend.decisions().heldIds()](core::Core &core) {
            return readOverview(core, principal, held);
        },
        [this](const core::Result<Overview> &overview) {
            overview ? m_refresh.answered() : m_refresh.failed();
            m_problem->setVisible(!overview);
            if (overview)
                return show(*overview);
            m_stack->setCurrentIndex(1);
            m_problem->setTexts(tr("The Overview could not be read"), overview.error().text);
        });
}

void OverviewPage::show(const Overview &overview)
{
    m_welcome->setState(overview.clusters, overview.documents);
    m_stack->setCurrentIndex(overview.hasTasks() ? 1 : 2);
    showFigures(overview);
    showCharts(overview.figures);
    m_lines->setLines(overview.lines, overview.more, overview.now);
    m_activity.setLines(overview.activity);
    m_linesCard->setRightText(tr("%1 running, %2 waiting")
                                  .arg(countText(overview.counts.value(TaskState::Running)),
                                       countText(overview.counts.value(TaskState::Waiting))));
}

void OverviewPage::showFigures(const Overview &overview)
{
    const core::Figures &figures = overview.figures;
    m_running->setFigure(countText(overview.counts.value(TaskState::Running)),
                         overview.capacity == 1 ? tr("of 1 slot")
                                                : tr("of %1 slots").arg(countText(overview.capacity)));
    const bool known = core::isSet(overview.oldestWaiting);
    m_waiting->setFigure(countText(overview.waiting),
                         known ? tr("oldest %1").arg(spanText(overview.now - overview.oldestWaiting))
                               : QString());
    m_waiting->setTone(overview.waiting > 0 ? Tone::Amber : Tone::Neutral);
    const qint64 ended = figures.completed + figures.failed;
    const double share =
        ended > 0 ? 100.0 * static_cast<double>(figures.completed) / static_cast<double>(ended) : 0;
    m_completed->setFigure(
        countText(figures.completed),
        ended > 0 ? tr("%1 % succeeded").arg(QString::number(share, 'f', figures.failed == 0 ? 0 : 1))
                  : QString());
    m_median->setFigure(ended > 0 ? durationText(figures.median) : QString(),
                        ended > 0 ? tr("p95 %1").arg(durationText(figures.p95)) : tr("no task ended yet"));
    m_spend->setFigure(costText(figures.cost),
                       ended > 0 ? tr("%1 a task").arg(costText(figures.cost / static_cast<double>(ended)))
                                 : QString());
}

void OverviewPage::showCharts(const core::Figures &figures)
{
    constexpr double gap = std::numeric_limits<double>::quiet_NaN();
    QList<Bar> bars;
    Series median{.name = tr("median"), .tone = Tone::Accent};
    Series p95{.name = tr("p95"), .tone = Tone::Violet};
    for (const core::HourFigures &hour : figures.hours) {
        bars.append(
            {.good = static_cast<double>(hour.completed),
             .bad = static_cast<double>(hour.failed),
             .label = tr("%1 to %2").arg(clockText(hour.hour).first(5), clockText(hour.hour + 1h).first(5))});
        const bool measured = hour.completed + hour.failed > 0;
        median.values.append(measured ? static_cast<double>(hour.median.count()) / 1000 : gap);
        p95.values.append(measured ? static_cast<double>(hour.p95.count()) / 1000 : gap);
    }
    m_throughput->setBars(bars);
    m_latency->setSeries({p95, median});
}

} // namespace ui
