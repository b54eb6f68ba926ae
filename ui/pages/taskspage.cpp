// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/taskspage.h"

#include "ui/models/decisions.h"
#include "ui/models/heldtasks.h"
#include "ui/models/wording.h"
#include "ui/pages/newtaskpanel.h"
#include "ui/pages/taskdetail.h"
#include "ui/shell/servingcard.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QShortcut>

namespace ui {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using core::TaskState;

namespace {

constexpr int detailWidth = 470;
constexpr int roomForAll = 840; // columns of the table

struct Counts
{
    core::TaskCounts tasks = {};
    qint64 decided = 0; // of those that wait
};

PageInfo pageInfo()
{
    return {
        .id = u"tasks"_s, .title = TasksPage::tr("Tasks"), .icon = u"tasks"_s, .key = u'T', .decides = true};
}

} // namespace

TasksPage::TasksPage(Backend &backend, const Theme &theme)
    : Page(theme, pageInfo())
    , m_backend(backend)
    , m_model(backend)
    , m_source(backend)
    , m_counts([this] { readCounts(); }, 250ms)
{
    auto *columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(space::large);
    columns->addWidget(buildList(), 1);
    m_detail = new TaskDetail(backend, theme);
    m_detail->setMaximumWidth(detailWidth);
    m_detail->setMinimumWidth(360);
    columns->addWidget(m_detail, 1);
    columns->setStretch(0, 3);
    columns->setStretch(1, 2);
    m_typing.setSingleShot(true);
    m_typing.setInterval(150ms);
    m_tick.setInterval(1s);
    connect(&m_typing, &QTimer::timeout, this, &TasksPage::filter);
    connect(&m_tick, &QTimer::timeout, &m_model, &TaskTableModel::tick);
    connect(&backend, &Backend::announced, &m_counts, &Refresh::request);
    connect(&backend.decisions(), &Decisions::changed, &m_counts, &Refresh::request);
    connect(m_table, &Table::currentIdChanged, this, [this](const QString &id) {
        if (!id.isEmpty())
            m_detail->setTaskId({id});
    });
    connect(m_newTask, &NewTaskPanel::submitted, this, &TasksPage::openTask);
    connect(m_newTask, &NewTaskPanel::closed, this, [this] { m_table->setFocus(Qt::OtherFocusReason); });
    connect(m_detail, &TaskDetail::submitted, this, &TasksPage::openTask);
    connect(m_detail, &TaskDetail::approvalOpened, this,
            [this](const QString &id) { emit openRequested(u"approvals"_s, id); });
    connect(&m_source, &TaskSource::taskChosen, this,
            [this](const QString &id) { emit openRequested(u"tasks"_s, id); });
    connect(&m_source, &TaskSource::newTaskChosen, this, [this](const QString &text) {
        emit openRequested(u"tasks"_s, {});
        openNewTask(text);
    });
    bindKeys();
    m_counts.request();
    m_model.setQuery({});
}

QWidget *TasksPage::buildBar()
{
    auto *bar = new QWidget;
    bar->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum); // the chips may need a second line
    m_bar = new QBoxLayout(QBoxLayout::LeftToRight, bar);
    m_bar->setContentsMargins(0, 0, 0, 0);
    m_bar->setSpacing(space::small);
    auto *chips = new FlowLayout;
    m_bar->addLayout(chips);
    addChip(chips, tr("All"), {});
    addChip(chips, tr("Running"), TaskState::Running);
    addChip(chips, tr("Waiting"), TaskState::Waiting);
    addChip(chips, tr("Queued"), TaskState::Queued);
    addChip(chips, tr("Failed"), TaskState::Failed);
    m_chips.first().button->setChecked(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::small);
    m_bar->addLayout(row, 1);
    m_bar->setAlignment(row, Qt::AlignTop);
    m_field = new QLineEdit;
    m_field->setAccessibleName(tr("Find tasks"));
    m_field->setPlaceholderText(tr("Words, or status:failed"));
    m_field->setClearButtonEnabled(true);
    m_field->setMinimumWidth(96);
    m_field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // the chips have room first
    row->addWidget(m_field, 1);
    auto *fresh = actionButton(theme(), ActionId::NewTask);
    fresh->setKeyHint({});
    fresh->setToolTip(keyHintOf(ActionId::NewTask));
    row->addWidget(fresh);
    connect(fresh, &Button::clicked, this, [this] { openNewTask({}); });
    connect(m_field, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_field, &QLineEdit::returnPressed, this, &TasksPage::goToFound);
    auto *down = new QShortcut(QKeySequence(Qt::Key_Down), m_field);
    down->setContext(Qt::WidgetShortcut);
    connect(down, &QShortcut::activated, this, &TasksPage::goToFound);
    return bar;
}

void TasksPage::addChip(QLayout *row, const QString &name, std::optional<TaskState> state)
{
    auto *button = new Button(theme(), name);
    button->setCheckable(true);
    button->setAutoExclusive(true);
    row->addWidget(button);
    m_chips.append({.button = button, .name = name, .state = state});
    connect(button, &Button::clicked, this, [this, state] {
        m_state = state;
        filter();
    });
}

QWidget *TasksPage::buildList()
{
    auto *list = new QWidget;
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    column->addWidget(buildBar());
    m_hint = new Label(theme(), Type::Secondary, Ink::Red);
    m_hint->setOverflow(Overflow::Wrap);
    m_hint->hide();
    column->addWidget(m_hint);
    m_problem = new Notice(theme(), Tone::Red, NoticeForm::Row);
    m_problem->hide();
    column->addWidget(m_problem);
    m_newTask = new NewTaskPanel(m_backend, theme());
    column->addWidget(m_newTask);
    auto *card = new Card(theme());
    m_table = new Table(theme(), tr("Tasks"));
    // A task that leaves the list stays beside it; another one is not chosen in its place. Heard before the
    // table hears of it.
    connect(&m_model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex &, int first, int last) {
                const int current = m_table->currentIndex().row();
                if (current >= first && current <= last)
                    m_table->setCurrentIndex({});
            });
    m_table->setModel(&m_model);
    const int widths[] = {taskStateWidth(), 0, 92, 86, 72, 74, 70};
    for (int each = 0; each < TaskTableModel::ColumnCount; ++each)
        m_table->setColumnWidth(each, widths[each]);
    m_table->setWideColumn(TaskTableModel::Title);
    m_table->setNarrow(roomForAll, {TaskTableModel::Tokens, TaskTableModel::Cost}); // the detail has them
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_empty = new EmptyState(theme(), QString(), QString());
    m_table->setEmptyState(m_empty);
    showEmpty();
    card->body()->addWidget(m_table, 1);
    column->addWidget(card, 1);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) {
                keepPlace(first, last);
                markShown();
            });
    connect(&m_model, &TaskTableModel::loaded, this, [this] {
        m_problem->hide();
        showEmpty();
        markShown();
        chooseFirst();
    });
    connect(&m_model, &TaskTableModel::failed, this, [this](const QString &text) {
        m_problem->setTexts(tr("The tasks could not be read"), text);
        m_problem->show();
    });
    return list;
}

void TasksPage::bindKeys()
{
    setFocusProxy(m_table);
    keys().bindList(m_table);
    keys().bind(ActionId::Find, [this] { m_field->setFocus(Qt::ShortcutFocusReason); });
    keys().bind(ActionId::Refresh, [this] { m_model.setQuery(m_model.query()); });
    m_detail->bindKeys(keys());
    connect(m_table, &Table::activated, this, [this] { m_detail->setTaskId({m_table->currentId()}); });
}

void TasksPage::bindEverywhere(KeyScope &keys)
{
    keys.bind(ActionId::NewTask, [this] { emit openRequested(u"tasks"_s, u"new"_s); });
}

// In a narrow window the field stands below the chips, and columns that say least give way.
void TasksPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    const bool isNarrow = width() < 1100;
    const auto direction = isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight;
    if (m_bar->direction() == direction)
        return;
    m_bar->setDirection(direction);
    m_bar->parentWidget()->updateGeometry();
    for (const int column : {TaskTableModel::Cluster, TaskTableModel::Mode})
        m_table->setColumnHidden(column, isNarrow);
}

void TasksPage::enter()
{
    m_tick.start();
    m_detail->setHeld(false);
}

void TasksPage::leave()
{
    m_tick.stop();
    m_detail->setHeld(true);
}

void TasksPage::serve(const Serving &serving)
{
    m_detail->setAddress(serving.on ? serving.address : u"127.0.0.1:8080"_s);
}

bool TasksPage::openThing(const QString &id)
{
    if (id == "new"_L1)
        openNewTask({});
    else
        openTask(id);
    return true;
}

void TasksPage::openNewTask(const QString &text)
{
    m_newTask->open(text);
}

// The task may be none of those that are listed; then it is shown and none is chosen.
void TasksPage::openTask(const QString &id)
{
    m_detail->setTaskId({id});
    m_table->setCurrentIndex({});
    markShown();
}

// The task beside the list is the chosen one as soon as the list has it.
void TasksPage::markShown()
{
    if (!m_table->currentIndex().isValid())
        m_table->selectId(m_detail->taskId().value);
}

void TasksPage::filter()
{
    TaskQuery query = TaskQuery::of(m_field->text());
    m_hint->setText(query.problem);
    m_hint->setVisible(!query.problem.isEmpty());
    if (!query.problem.isEmpty())
        return;
    if (query.states.isEmpty() && m_state)
        query.states = {*m_state};
    m_model.setQuery(query);
}

// From what was searched for to the first that was found.
void TasksPage::goToFound()
{
    if (m_typing.isActive()) {
        m_typing.stop();
        filter();
    }
    m_table->setFocus(Qt::ShortcutFocusReason);
    m_wantsFirst = true;
    chooseFirst();
}

void TasksPage::chooseFirst()
{
    if (!m_wantsFirst || m_model.isReading() || m_model.rowCount() == 0 || !m_table->hasFocus())
        return;
    m_wantsFirst = false;
    if (!m_table->currentIndex().isValid())
        m_table->setCurrentIndex(m_model.index(0, 0));
}

void TasksPage::readCounts()
{
    m_backend.call(
        this,
        [principal = m_backend.principal(),
         held = m_backend.decisions().heldIds()](core::Core &core) -> core::Result<Counts> {
            return Counts{.tasks = TRY(core.tasks().counts(principal)),
                          .decided = TRY(tasksHeldBack(core, held, principal)).size()};
        },
        [this](const core::Result<Counts> &counts) {
            counts ? m_counts.answered() : m_counts.failed();
            if (counts)
                showCounts(counts->tasks, counts->decided);
        });
}

// What is decided and can still be taken back waits for nobody.
void TasksPage::showCounts(core::TaskCounts counts, qint64 decided)
{
    qint64 all = 0;
    qint64 active = 0;
    for (auto it = counts.begin(); it != counts.end(); ++it) {
        all += it.value();
        active += core::isFinal(it.key()) ? 0 : it.value();
    }
    counts[core::TaskState::Waiting] -= std::min(decided, counts.value(core::TaskState::Waiting));
    for (const Chip &chip : std::as_const(m_chips))
        chip.button->setText(
            tr("%1 %2").arg(chip.name, countText(chip.state ? counts.value(*chip.state) : all)));
    setBadge({.count = static_cast<int>(std::min<qint64>(active, 1'000'000))});
}

void TasksPage::showEmpty()
{
    if (m_model.query().isEmpty())
        m_empty->setTexts(
            tr("No tasks yet"),
            tr("Tasks of people and programs stand here, newest first. Start one with New task."));
    else
        m_empty->setTexts(tr("No task matches"), tr("Change the words or the status above, or press All."));
}

// What comes in above must not push away what a person looks at.
void TasksPage::keepPlace(int first, int last)
{
    QScrollBar *bar = m_table->verticalScrollBar();
    const int seen = m_table->rowAt(0);
    if (bar->value() == 0 || seen < 0 || first > seen)
        return;
    const int value = bar->value() + (last - first + 1) * m_table->verticalHeader()->defaultSectionSize();
    m_table->doItemsLayout();
    bar->setValue(value);
}

} // namespace ui
