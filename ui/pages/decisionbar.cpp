// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/decisionbar.h"

#include "ui/widgets/flowlayout.h"
#include "ui/widgets/label.h"
#include "ui/widgets/secondkey.h"
#include "ui/widgets/steadypress.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace ui {

DecisionBar::DecisionBar(const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::tiny);
    column->setSpacing(space::tiny);
    m_approve = actionButton(theme, ActionId::Approve);
    m_sendBack = actionButton(theme, ActionId::SendBack);
    m_sendBack->setToolTip(tr("With a note that says what should be different. A new plan follows."));
    m_reject = actionButton(theme, ActionId::Reject);
    m_reject->setToolTip(tr("The agent reads your note as the answer, and goes on without it."));
    m_end = actionButton(theme, ActionId::RejectAndEnd);
    m_aside = actionButton(theme, ActionId::SetAside);
    m_aside->setToolTip(tr("It goes on waiting, behind all others."));
    m_allow = actionButton(theme, ActionId::AlwaysAllow);
    auto *flow = new FlowLayout;
    for (Button *button : buttons())
        flow->addWidget(button);
    column->addLayout(flow);
    column->addWidget(buildFoot(theme));
    keys.bind(ActionId::Approve, m_approve);
    keys.bind(ActionId::Reject, m_reject);
    keys.bind(ActionId::RejectAndEnd, m_end);
    keys.bind(ActionId::SendBack, m_sendBack);
    keys.bind(ActionId::SetAside, m_aside);
    keys.bind(ActionId::AlwaysAllow, m_allow);
    // The second key hears it while it asks; it stands here so that it is told with the other keys.
    keys.bind(
        ActionId::Confirm, [] {}, [] { return false; });
    m_second = new SecondKey(m_approve, keyOf(ActionId::Confirm), keyHintOf(ActionId::Confirm));
    m_second->setYes(m_yes, m_ask, m_next);
    m_steady = new SteadyPress(this);
    for (Button *button : buttons() + QList<Button *>{m_yes})
        m_steady->watch(button);
    const auto whenMeant = [this](auto act) {
        return [this, act] {
            if (m_steady->isMeant())
                act();
        };
    };
    connect(m_second, &SecondKey::confirmed, this, whenMeant([this] { emit approved(); }));
    connect(m_reject, &Button::clicked, this,
            whenMeant([this] { emit rejected(core::Rejection::AnswersAgent); }));
    connect(m_end, &Button::clicked, this, whenMeant([this] { emit rejected(core::Rejection::EndsTask); }));
    connect(m_sendBack, &Button::clicked, this, whenMeant([this] { emit sentBack(); }));
    connect(m_aside, &Button::clicked, this, whenMeant([this] { emit setAside(); }));
    connect(m_allow, &Button::clicked, this, &DecisionBar::allowRequested);
}

// What comes next, and in its place the question for the second key: no button moves under the pointer.
QWidget *DecisionBar::buildFoot(const Theme &theme)
{
    auto *foot = new QWidget;
    foot->setFixedHeight(size::control);
    auto *both = new QHBoxLayout(foot);
    both->setContentsMargins(0, 0, 0, 0);
    m_next = new Label(theme, Type::Secondary, Ink::Muted);
    m_next->setOverflow(Overflow::ElideMiddle);
    both->addWidget(m_next, 1);
    m_ask = new QWidget;
    both->addWidget(m_ask, 1);
    auto *row = new QHBoxLayout(m_ask);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::small);
    m_yes = new Button(theme, tr("Yes, approve"), ButtonKind::Approve);
    auto *ask = new Label(theme, Type::Secondary);
    ask->setText(tr("High risk. Press %1, or click here. Anything else calls it off.")
                     .arg(keyHintOf(ActionId::Confirm)));
    ask->setOverflow(Overflow::Elide);
    row->addWidget(m_yes);
    row->addWidget(ask, 1);
    return foot;
}

void DecisionBar::setDecidable(const Decidable &what)
{
    const bool isPlan = what.kind == Decidable::Kind::Plan;
    m_second->setWanted(what.isHighRisk);
    m_second->setWords(what.isEdited ? tr("Approve with changes") : textOf(ActionId::Approve),
                       what.isEdited
                           ? tr("Press %1 to approve with changes").arg(keyHintOf(ActionId::Confirm))
                           : tr("Press %1 to approve").arg(keyHintOf(ActionId::Confirm)),
                       keyHintOf(ActionId::Approve));
    m_approve->setEnabled(what.isOpen && what.isUsable);
    m_reject->setEnabled(what.isOpen);
    m_sendBack->setVisible(isPlan);
    m_sendBack->setEnabled(what.isOpen);
    m_allow->setVisible(!isPlan);
    m_allow->setEnabled(what.isOpen);
    m_end->setEnabled(what.isOpen);
    m_aside->setEnabled(what.isOpen);
    m_aside->setText(what.isAside ? tr("Bring back") : textOf(ActionId::SetAside));
}

void DecisionBar::callOff()
{
    m_second->callOff();
    m_steady->renew();
}

void DecisionBar::setNext(const QString &title)
{
    m_next->setText(title.isEmpty() ? QString() : tr("Next: %1  %2").arg(title, keyHintOf(ActionId::Next)));
}

} // namespace ui
