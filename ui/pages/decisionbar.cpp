// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/decisionbar.h"

#include "ui/widgets/label.h"

#include <QHBoxLayout>

namespace ui {

DecisionBar::DecisionBar(const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    row->setSpacing(space::small);
    m_approve = actionButton(theme, ActionId::Approve);
    m_sendBack = actionButton(theme, ActionId::SendBack);
    m_sendBack->setToolTip(tr("With a note that says what should be different. A new plan follows."));
    m_reject = actionButton(theme, ActionId::Reject);
    m_allow = actionButton(theme, ActionId::AlwaysAllow);
    for (Button *button : {m_approve, m_sendBack, m_reject, m_allow})
        row->addWidget(button);
    m_next = new Label(theme, Type::Text, Ink::Muted);
    m_next->setOverflow(Overflow::Elide);
    m_next->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addSpacing(space::large);
    row->addWidget(m_next, 1);
    keys.bind(ActionId::Approve, m_approve);
    keys.bind(ActionId::Reject, m_reject);
    keys.bind(ActionId::SendBack, m_sendBack);
    keys.bind(ActionId::AlwaysAllow, m_allow);
    connect(m_approve, &Button::clicked, this, &DecisionBar::approved);
    connect(m_reject, &Button::clicked, this, &DecisionBar::rejected);
    connect(m_sendBack, &Button::clicked, this, &DecisionBar::sentBack);
    connect(m_allow, &Button::clicked, this, &DecisionBar::allowRequested);
}

void DecisionBar::setDecidable(const Decidable &what)
{
    const bool many = what.chosen > 0;
    const bool isPlan = what.kind == Decidable::Kind::Plan && !many;
    QString approve = textOf(ActionId::Approve);
    if (many)
        approve = tr("Approve %n chosen", nullptr, what.chosen);
    else if (what.isEdited)
        approve = tr("Approve with changes");
    m_approve->setText(approve);
    m_reject->setText(many ? tr("Reject %n chosen", nullptr, what.chosen) : textOf(ActionId::Reject));
    m_approve->updateGeometry();
    m_reject->updateGeometry();
    m_approve->setEnabled(what.isOpen && (many || what.isUsable));
    m_reject->setEnabled(what.isOpen);
    m_sendBack->setVisible(isPlan);
    m_sendBack->setEnabled(what.isOpen);
    m_allow->setVisible(!isPlan);
    m_allow->setEnabled(what.isOpen && !many);
}

void DecisionBar::setNext(const QString &title)
{
    m_next->setText(title.isEmpty() ? QString() : tr("Next: %1  %2").arg(title, keyHintOf(ActionId::Next)));
}

void DecisionBar::setProminent(bool prominent)
{
    for (Button *button : {m_approve, m_sendBack, m_reject, m_allow})
        button->setProminent(prominent);
}

} // namespace ui
