// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/uncertainbox.h"

#include "ui/shell/actions.h"

#include <QVBoxLayout>

#include <algorithm>

namespace ui {

UncertainBox::UncertainBox(Backend &backend, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_notice = new Notice(theme, Tone::Violet);
    column->addWidget(m_notice);
    m_done = actionButton(theme, ActionId::MarkDone);
    m_notice->addButton(m_done);
    Button *again = m_notice->addButton(new Button(theme, tr("Run it again")));
    Button *failed = m_notice->addButton(new Button(theme, tr("It failed"), ButtonKind::Reject));
    connect(m_done, &Button::clicked, this, [this] { resolve(core::Resolution::Done); });
    connect(again, &Button::clicked, this, [this] { resolve(core::Resolution::Again); });
    connect(failed, &Button::clicked, this, [this] { resolve(core::Resolution::Failed); });
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    hide();
}

void UncertainBox::setSteps(const QList<core::Step> &steps)
{
    const auto found = std::find_if(steps.begin(), steps.end(), [](const core::Step &step) {
        return step.state == core::StepState::Uncertain;
    });
    setVisible(found != steps.end());
    if (found == steps.end() || found->id == m_step)
        return;
    m_step = found->id;
    m_notice->setTone(Tone::Violet);
    m_notice->setTexts(
        tr("Did “%1” happen?").arg(found->name),
        tr("Signalbox ended while this ran, and it is not safe to repeat it unasked. Look where it "
           "would have had its effect, then say what became of it."),
        found->tool);
}

void UncertainBox::resolve(core::Resolution resolution)
{
    m_backend.call(
        this,
        [id = m_step, resolution, principal = m_backend.principal()](core::Core &core) {
            return core.tasks().resolve(id, resolution, principal);
        },
        [this](const core::Result<core::Task> &task) {
            if (task)
                return;
            m_notice->setTone(Tone::Red);
            m_notice->setTexts(tr("This could not be written"), task.error().text);
        });
}

} // namespace ui
