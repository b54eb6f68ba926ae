// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/schedulespage.h"

#include "ui/models/wording.h"
#include "ui/pages/schedulecard.h"
#include "ui/pages/scheduleform.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QStackedWidget>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using core::EventType;
using core::Schedule;

namespace {

enum Right { Nothing, Detail, Form };

bool concernsSchedules(const core::Event &event)
{
    return event.type >= EventType::ScheduleCreated && event.type <= EventType::ScheduleSkipped;
}

// Tasks that schedules started are told as their runs.
bool concernsRuns(const core::Event &event)
{
    return event.type == EventType::TaskStarted || event.type == EventType::TaskEnded;
}

} // namespace

SchedulesPage::SchedulesPage(Backend &backend, const Theme &theme, QWidget *parent)
    : Page(theme,
           {.id = u"schedules"_s,
            .title = tr("Schedules"),
            .icon = u"schedules"_s,
            .group = PageGroup::Fleet,
            .key = u'H'},
           parent)
    , m_backend(backend)
    , m_refresh([this] { read(); }, 250ms)
    , m_model({tr("Name"), tr("When"), tr("Next"), tr("Last"), tr("Runs"), tr("State")})
{
    auto *content = new QWidget;
    auto *row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::large);
    row->addWidget(buildTable(), 756);
    row->addWidget(buildRight(), 420);
    m_stack = new QStackedWidget;
    m_stack->addWidget(buildEmpty());
    m_stack->addWidget(content);
    m_failure = new Notice(theme, Tone::Red);
    m_failure->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    column->addWidget(m_failure);
    column->addWidget(m_stack, 1);
    connect(&backend, &Backend::announced, this, [this](const QList<core::Event> &events) {
        if (std::ranges::any_of(events, concernsSchedules) ||
            (isVisible() && std::ranges::any_of(events, concernsRuns)))
            m_refresh.request();
    });
    m_refresh.request();
}

QWidget *SchedulesPage::buildEmpty()
{
    auto *card = new Card(theme());
    auto *empty =
        new EmptyState(theme(), tr("Nothing is scheduled"),
                       tr("A schedule starts the same task again and again, such as a report on every "
                          "working day at nine. Programs can make them, too."),
                       textOf(ActionId::NewSchedule));
    card->body()->addWidget(empty, 1);
    connect(empty, &EmptyState::actionClicked, this, &SchedulesPage::startNew);
    return card;
}

QWidget *SchedulesPage::buildTable()
{
    m_card = new Card(theme(), tr("Schedules"));
    auto *fresh = actionButton(theme(), ActionId::NewSchedule);
    m_card->setRight(fresh);
    m_table = new Table(theme(), tr("Schedules"));
    m_table->setModel(&m_model);
    m_table->setWideColumn(0);
    const int widths[] = {160, 170, 148, 88, 96, 104};
    for (int i = 0; i < 6; ++i)
        m_table->horizontalHeader()->resizeSection(i, widths[i]);
    m_table->setNarrow(660, {1, 3, 4});
    m_card->body()->addWidget(m_table, 1);
    keys().bindList(m_table);
    keys().bind(ActionId::NewSchedule, fresh);
    keys().bind(
        ActionId::NewSchedule, [this] { startNew(); }, [this] { return m_stack->currentIndex() == 0; });
    connect(fresh, &Button::clicked, this, &SchedulesPage::startNew);
    connect(m_table, &Table::currentIdChanged, this, &SchedulesPage::showRow);
    connect(m_table, &Table::clicked, this, [this] { showRow(m_table->currentId()); });
    return m_card;
}

QWidget *SchedulesPage::buildRight()
{
    m_right = new QStackedWidget;
    m_right->setMinimumWidth(372);
    m_detail = new ScheduleCard(theme(), keys());
    m_form = new ScheduleForm(theme(), keys());
    m_right->addWidget(new Card(theme()));
    m_right->addWidget(m_detail);
    m_right->addWidget(m_form);
    connect(m_form, &ScheduleForm::saveRequested, this, &SchedulesPage::save);
    connect(m_form, &ScheduleForm::cancelled, this, &SchedulesPage::endForm);
    connect(m_detail, &ScheduleCard::editRequested, this, [this] {
        m_writing = true;
        m_right->setCurrentIndex(Form);
        m_form->edit(m_detail->schedule());
    });
    connect(m_detail, &ScheduleCard::pauseRequested, this, [this] {
        run(tr("The schedule was not paused"),
            [id = m_shown, principal = m_backend.principal()](core::Core &core) {
                return core.schedules().pause(id, {}, principal);
            });
    });
    connect(m_detail, &ScheduleCard::resumeRequested, this, [this] {
        run(tr("The schedule was not resumed"),
            [id = m_shown, principal = m_backend.principal()](core::Core &core) {
                return core.schedules().resume(id, {}, principal);
            });
    });
    connect(m_detail, &ScheduleCard::removeRequested, this, &SchedulesPage::remove);
    connect(m_detail, &ScheduleCard::taskRequested, this,
            [this](const core::TaskId &task) { emit openRequested(u"tasks"_s, task.value); });
    return m_right;
}

void SchedulesPage::enter()
{
    m_refresh.request();
    focusList();
}

// A table that is out of view would lose the focus to the next widget, outside of the page.
void SchedulesPage::focusList()
{
    if (m_table->isVisible() && m_table->model()->rowCount() > 0)
        m_table->setFocus(Qt::OtherFocusReason);
    else
        setFocus(Qt::OtherFocusReason);
}

bool SchedulesPage::openThing(const QString &id)
{
    if (id == "new"_L1) {
        startNew();
        return true;
    }
    endForm();
    m_wanted = id;
    m_refresh.request();
    return true;
}

void SchedulesPage::read()
{
    m_backend.call(
        this,
        [principal = m_backend.principal()](core::Core &core) { return readSchedules(core, principal); },
        [this](const core::Result<ScheduleList> &list) {
            list ? m_refresh.answered() : m_refresh.failed();
            m_failure->setVisible(!list);
            if (list)
                take(*list);
            else
                m_failure->setTexts(tr("The schedules could not be read"), list.error().text);
        });
}

void SchedulesPage::take(const ScheduleList &list)
{
    const QList<CellRow> rows = rowsOf(list);
    m_model.setRows(rows);
    const bool isAll = list.inAll <= rows.size();
    m_card->setSubtitle(isAll ? countText(rows.size())
                              : tr("%1 of %2").arg(countText(rows.size()), countText(list.inAll)));
    setBadge({.count = static_cast<int>(list.inAll)});
    m_stack->setCurrentIndex(rows.isEmpty() && !m_writing ? 0 : 1);
    if (m_table->selectId(m_wanted))
        m_wanted.clear();
    else if (!m_writing && !m_table->currentIndex().isValid() && !rows.isEmpty())
        m_table->setCurrentIndex(m_model.index(0, 0));
    if (!m_writing)
        showRow(m_table->currentId());
}

void SchedulesPage::showRow(const QString &id)
{
    if (id.isEmpty())
        return;
    m_writing = false;
    m_shown = id;
    readOne();
}

void SchedulesPage::readOne()
{
    m_backend.call(
        this,
        [id = m_shown, principal = m_backend.principal()](core::Core &core) {
            return readScheduleView(core, id, principal);
        },
        [this, id = m_shown](const core::Result<ScheduleView> &view) {
            if (id != m_shown || m_writing)
                return; // another one was chosen meanwhile
            m_right->setCurrentIndex(view ? Detail : Nothing);
            if (view)
                m_detail->setView(*view);
        });
}

void SchedulesPage::startNew()
{
    m_writing = true;
    m_stack->setCurrentIndex(1);
    m_right->setCurrentIndex(Form);
    m_table->setCurrentIndex({});
    m_form->startNew();
}

void SchedulesPage::endForm()
{
    if (!std::exchange(m_writing, false))
        return;
    m_right->setCurrentIndex(Nothing);
    if (m_wanted.isEmpty())
        m_wanted = m_shown;
    m_refresh.request();
    focusList();
}

void SchedulesPage::run(const QString &failure, Command command)
{
    m_backend.call(this, std::move(command), [this, failure](const core::Result<Schedule> &schedule) {
        if (!schedule)
            m_detail->setProblem(failure, schedule.error());
        m_refresh.request();
    });
}

void SchedulesPage::save(const QString &id, const core::NewSchedule &wanted)
{
    m_backend.call(
        this,
        [id, wanted, principal = m_backend.principal()](core::Core &core) {
            if (id.isEmpty())
                return core.schedules().create(wanted, principal);
            return core.schedules().change(
                id, {.name = wanted.name, .cron = wanted.cron, .zone = wanted.zone, .query = wanted.query},
                principal);
        },
        [this](const core::Result<Schedule> &saved) {
            if (!saved)
                return m_form->setProblem(saved.error());
            m_wanted = saved->id;
            m_shown = saved->id;
            endForm();
        });
}

void SchedulesPage::remove()
{
    m_backend.call(
        this,
        [id = m_shown, principal = m_backend.principal()](core::Core &core) {
            return core.schedules().remove(id, principal);
        },
        [this](const core::Result<void> &removed) {
            if (!removed)
                return m_detail->setProblem(tr("The schedule was not removed"), removed.error());
            m_shown.clear();
            m_table->setCurrentIndex({});
            m_right->setCurrentIndex(Nothing);
            m_refresh.request();
        });
}

} // namespace ui
