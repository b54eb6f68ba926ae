// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chosenbar.h"

#include "ui/models/planwords.h"
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
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::cardPadding - 1, space::small, space::cardPadding - 1, space::medium);
    column->setSpacing(space::small);
    m_names = new Label(theme, Type::Secondary);
    m_names->setOverflow(Overflow::Elide);
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
    column->addLayout(names);
    column->addWidget(m_rest);
    auto *yes = new Button(theme, tr("Yes, approve all"), ButtonKind::Approve);
    QSizePolicy kept = yes->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // so that no button moves under the pointer
    yes->setSizePolicy(kept);
    m_yes = new QWidget;
    auto *confirm = new QHBoxLayout(m_yes);
    confirm->setContentsMargins(0, 0, 0, 0);
    confirm->addWidget(yes);
    confirm->addStretch(1);
    column->addLayout(row);
    column->addWidget(m_yes);
    keys.bind(ActionId::ApproveChosen, m_approve);
    keys.bind(ActionId::RejectChosen, m_reject);
    keys.bind(ActionId::ClearChosen, m_clear);
    m_second = new SecondKey(m_approve);
    m_second->setYes(yes, yes);
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
    m_names->setText(count == 1 ? titles.first()
                                : tr("%1 and %n more", nullptr, count - 1).arg(titles.first()));
    m_names->setToolTip(tipText(titles.join(u'\n')));
    const auto risky = std::count_if(chosen.begin(), chosen.end(), &isHighRisk);
    QStringList rest;
    if (risky > 0)
        rest.append(tr("%1 of high risk").arg(risky));
    if (changed > 0)
        rest.append(tr("%1 with your changes").arg(changed));
    if (!problem.isEmpty())
        rest.append(problem);
    m_rest->setText(rest.join(QStringLiteral(". ")));
    m_rest->setVisible(!rest.isEmpty());
    m_yes->setVisible(risky > 0);
    m_second->setWanted(risky > 0);
    m_second->setWords(tr("Approve %n chosen", nullptr, count),
                       tr("Press %1 to approve %2").arg(keyHintOf(ActionId::Confirm)).arg(count),
                       keyHintOf(ActionId::ApproveChosen));
    m_approve->setEnabled(problem.isEmpty());
    m_reject->setText(tr("Reject %n", nullptr, count));
    m_reject->updateGeometry();
}

} // namespace ui
