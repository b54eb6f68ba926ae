// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chosenbar.h"

#include "ui/models/planwords.h"
#include "ui/widgets/card.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/label.h"
#include "ui/widgets/secondkey.h"
#include "ui/widgets/tiptext.h"

#include <QHBoxLayout>

#include <algorithm>
#include <utility>

namespace ui {

ChosenBar::ChosenBar(const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(new Rule(theme));
    auto *column = new QVBoxLayout;
    whole->addLayout(column);
    column->setContentsMargins(space::cardPadding - 1, space::small, space::cardPadding - 1, space::medium);
    column->setSpacing(space::tiny);
    m_names = new Label(theme, Type::Secondary);
    m_names->setOverflow(Overflow::ElideMiddle);
    m_rest = new Label(theme, Type::Secondary, Ink::Muted);
    m_rest->setOverflow(Overflow::Wrap);
    m_approve = actionButton(theme, ActionId::ApproveChosen);
    m_reject = actionButton(theme, ActionId::RejectChosen);
    m_clear = actionButton(theme, ActionId::ClearChosen);
    m_clear->setText(tr("Clear"));
    auto *row = new FlowLayout;
    row->addWidget(m_approve);
    row->addWidget(m_reject);
    auto *names = new QHBoxLayout;
    names->addWidget(m_names, 1);
    names->addWidget(m_clear);
    auto *yes = new Button(theme, tr("Yes, approve all"), ButtonKind::Approve);
    names->addWidget(yes);
    column->addLayout(names);
    column->addWidget(m_rest);
    column->addSpacing(space::tiny);
    column->addLayout(row);
    keys.bind(ActionId::ApproveChosen, m_approve);
    keys.bind(ActionId::RejectChosen, m_reject);
    keys.bind(ActionId::ClearChosen, m_clear);
    m_second = new SecondKey(m_approve, keyOf(ActionId::Confirm), keyHintOf(ActionId::Confirm));
    m_second->setYes(yes, yes, m_clear); // in its place, so that no button moves under the pointer
    connect(m_second, &SecondKey::confirmed, this, [this] { emit decideRequested(core::Verdict::Approve); });
    connect(m_reject, &Button::clicked, this, [this] { emit decideRequested(core::Verdict::Reject); });
    connect(m_clear, &Button::clicked, this, &ChosenBar::cleared);
    hide();
}

void ChosenBar::setChosen(const QList<core::Approval> &chosen, int changed, const QString &problem)
{
    const int count = static_cast<int>(chosen.size());
    setVisible(count > 0);
    if (count == 0)
        return;
    QStringList titles;
    for (const core::Approval &approval : chosen)
        titles.append(approval.title);
    if (titles != std::exchange(m_titles, titles))
        m_second->callOff(); // it was asked about others
    m_names->setText(titles.first());
    m_names->setToolTip(tipText(titles.join(u'\n')));
    const auto risky = std::count_if(chosen.begin(), chosen.end(),
                                     [](const core::Approval &approval) { return isHighRisk(approval); });
    QStringList rest;
    if (count > 1)
        rest.append(tr("and %n more", nullptr, count - 1));
    if (risky > 0)
        rest.append(tr("%1 of high risk").arg(risky));
    if (changed > 0)
        rest.append(tr("%1 with your changes").arg(changed));
    QStringList sentences{rest.join(QStringLiteral(", ")), problem};
    sentences.removeAll(QString());
    m_rest->setText(sentences.join(QStringLiteral(". ")));
    m_rest->setVisible(!sentences.isEmpty());
    m_second->setWanted(risky > 0);
    m_second->setWords(tr("Approve %n chosen", nullptr, count),
                       tr("Press %1 to approve %2").arg(keyHintOf(ActionId::Confirm)).arg(count),
                       keyHintOf(ActionId::ApproveChosen));
    m_approve->setEnabled(problem.isEmpty());
    m_reject->setText(tr("Reject %n", nullptr, count));
    m_reject->updateGeometry();
}

} // namespace ui
