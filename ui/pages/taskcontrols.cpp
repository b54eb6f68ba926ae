// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/taskcontrols.h"

#include "core/base/text.h"
#include "ui/models/wording.h"
#include "ui/shell/keyscope.h"
#include "ui/widgets/card.h"
#include "ui/widgets/confirm.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/tiptext.h"
#include "ui/widgets/track.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>

namespace ui {

using namespace std::chrono_literals;
using core::TaskState;

namespace {

// The same task anew, for one that has done all it had to do.
core::Result<core::Task> resubmit(core::Core &core, const core::Task &task, const core::Principal &principal)
{
    return core.tasks().submit(
        {.query = task.query,
         .context = task.context,
         .mode = task.mode,
         .modelTier = task.options.value(QLatin1StringView("model_tier")).toString(),
         .modelOverride = task.options.value(QLatin1StringView("model_override")).toString(),
         .providerOverride = task.options.value(QLatin1StringView("provider_override")).toString(),
         .agent = task.agent,
         .priority = task.priority,
         .maxIterations = task.options.value(QLatin1StringView("max_iterations")).toInt()},
        principal);
}

} // namespace

TaskControls::TaskControls(Backend &backend, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
    , m_theme(theme)
{
    build();
    const core::Principal principal = backend.principal();
    connect(m_pause, &Button::clicked, this, [this, principal] {
        run([id = m_task.id, principal](core::Core &core) { return core.tasks().pause(id, {}, principal); });
    });
    connect(m_resume, &Button::clicked, this, [this, principal] {
        run([id = m_task.id, principal](core::Core &core) { return core.tasks().resume(id, {}, principal); });
    });
    connect(m_cancel, &Button::clicked, this, &TaskControls::askToCancel);
    connect(m_confirm, &Confirm::confirmed, this, [this, principal] {
        run([id = m_task.id, principal](core::Core &core) { return core.tasks().cancel(id, {}, principal); });
    });
    connect(m_again, &Button::clicked, this, &TaskControls::runAgain);
    connect(m_copy, &Button::clicked, this, &TaskControls::copy);
    m_copied.setSingleShot(true);
    m_copied.setInterval(1500ms);
    connect(&m_copied, &QTimer::timeout, this, [this] { m_copy->setText(textOf(ActionId::CopyAsCurl)); });
}

void TaskControls::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_card = new Card(m_theme);
    column->addWidget(m_card);
    m_id = new Label(m_theme, Type::Mono, Ink::Muted);
    m_card->setRight(m_id);
    m_track = new Track(m_theme);
    m_card->addPadded(m_track);
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(space::cardPadding - 1, 0, space::cardPadding - 1, space::medium);
    row->setSpacing(space::small);
    m_pause = actionButton(m_theme, ActionId::Pause);
    m_resume = actionButton(m_theme, ActionId::Resume);
    m_cancel = actionButton(m_theme, ActionId::Cancel);
    m_again = actionButton(m_theme, ActionId::RunAgain);
    m_copy = actionButton(m_theme, ActionId::CopyAsCurl);
    m_copy->setKeyHint({});
    row->addWidget(m_pause);
    row->addWidget(m_resume);
    row->addWidget(m_cancel);
    row->addWidget(m_again);
    row->addStretch(1);
    row->addWidget(m_copy);
    m_card->body()->addWidget(bar);
    m_problem = new Notice(m_theme, Tone::Red, NoticeForm::Row);
    m_problem->hide();
    auto *frame = new QVBoxLayout;
    frame->setContentsMargins(space::cardPadding - 1, 0, space::cardPadding - 1, 0);
    frame->addWidget(m_problem);
    m_confirm = new Confirm(m_theme);
    frame->addWidget(m_confirm);
    m_card->body()->addLayout(frame);
}

void TaskControls::bindKeys(KeyScope &keys)
{
    keys.bind(ActionId::Pause, m_pause);
    keys.bind(ActionId::Resume, m_resume);
    keys.bind(ActionId::Cancel, m_cancel);
    keys.bind(ActionId::RunAgain, m_again);
    keys.bind(ActionId::CopyAsCurl, m_copy);
    keys.bind(ActionId::Confirm, m_confirm->yesButton());
}

void TaskControls::setTask(const TaskView &view)
{
    if (view.task.id != m_task.id || core::isFinal(view.task.state))
        m_confirm->hide();
    if (view.task.id != m_task.id)
        m_problem->hide();
    m_task = view.task;
    const bool isPaused = m_task.state == TaskState::Paused;
    const bool isOver = core::isFinal(m_task.state);
    m_card->setTitle(titleOf(m_task.query));
    m_card->setToolTip(tipText(core::shortened(m_task.query, 2000)));
    m_id->setText(shortId(m_task.id.value));
    m_id->setToolTip(m_task.id.value);
    m_track->setSteps(view.steps);
    m_pause->setVisible(!isPaused && !isOver);
    m_resume->setVisible(isPaused);
    m_cancel->setVisible(!isOver);
    m_again->setVisible(isOver);
}

void TaskControls::run(Command command)
{
    if (m_task.id.isEmpty())
        return;
    m_backend.call(this, std::move(command), [this](const core::Result<core::Task> &task) {
        m_problem->setVisible(!task);
        if (!task)
            m_problem->setTexts(tr("That did not work"), task.error().text);
    });
}

void TaskControls::askToCancel()
{
    m_confirm->ask(tr("Cancel this task?"), tr("What runs is stopped, and what was done stays as it is."),
                   tr("Cancel the task"));
}

void TaskControls::runAgain()
{
    if (m_task.id.isEmpty())
        return;
    const core::Principal principal = m_backend.principal();
    if (m_task.state != TaskState::Completed) {
        run([id = m_task.id, principal](core::Core &core) { return core.tasks().retry(id, principal); });
        return;
    }
    m_backend.call(
        this, [task = m_task, principal](core::Core &core) { return resubmit(core, task, principal); },
        [this](const core::Result<core::Task> &task) {
            m_problem->setVisible(!task);
            if (task)
                emit submitted(task->id.value);
            else
                m_problem->setTexts(tr("It could not be run again"), task.error().text);
        });
}

void TaskControls::copy()
{
    if (m_task.id.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(curlOf(m_task, m_address));
    m_copy->setText(tr("Copied"));
    m_copied.start();
}

} // namespace ui
