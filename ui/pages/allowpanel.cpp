// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/allowpanel.h"

#include "core/base/numbertext.h"
#include "core/base/visibletext.h"
#include "ui/models/planwords.h"
#include "ui/models/typednumber.h"
#include "ui/shell/actions.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/secondkey.h"

#include <QApplication>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

QLineEdit *numberField(const QJsonValue &value, const QString &name)
{
    auto *field = new QLineEdit(core::numberText(value));
    field->setMinimumWidth(96);
    field->setMaximumWidth(160);
    field->setAccessibleName(name);
    return field;
}

QJsonValue valueAt(const QJsonObject &values, const QStringList &path)
{
    QJsonValue value = values;
    for (const QString &name : path)
        value = value.toObject().value(name);
    return value;
}

// Whether the rule would have let it through unasked.
bool wouldAllow(const core::AllowWithin &allow, const core::Approval &approval)
{
    if (approval.tool != allow.tool || (!allow.agent.isEmpty() && approval.agent != allow.agent) ||
        (!allow.cluster.isEmpty() && approval.cluster != allow.cluster))
        return false;
    const QJsonObject values = core::valuesOf(approval);
    return std::ranges::all_of(allow.bounds, [&values](const core::Bound &bound) {
        const QJsonValue value = valueAt(values, bound.path);
        return value.isDouble() && value.toDouble() >= bound.atLeast.toDouble() &&
               value.toDouble() <= bound.atMost.toDouble();
    });
}

} // namespace

AllowPanel::AllowPanel(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    build();
}

void AllowPanel::build()
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(new Rule(m_theme));
    m_column = new QVBoxLayout;
    outer->addLayout(m_column);
    m_column->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1,
                                 space::medium);
    m_column->setSpacing(space::small);
    m_title = new Label(m_theme, Type::Strong);
    m_title->setOverflow(Overflow::Elide);
    m_agent = new QCheckBox;
    m_cluster = new QCheckBox;
    m_bounds = new QWidget;
    m_problem = new Label(m_theme, Type::Secondary, Ink::Red);
    m_problem->setOverflow(Overflow::Wrap);
    m_reach = new Label(m_theme, Type::Secondary);
    m_reach->setOverflow(Overflow::Wrap);
    m_allow = new Button(m_theme, tr("Allow from now on"), ButtonKind::Primary);
    auto *yes = new Button(m_theme, tr("Yes, allow"), ButtonKind::Primary);
    m_second = new SecondKey(m_allow, keyOf(ActionId::Confirm), keyHintOf(ActionId::Confirm));
    m_second->setWords(tr("Allow from now on"), tr("Press %1 to allow").arg(keyHintOf(ActionId::Confirm)),
                       {});
    auto *cancel = new Button(m_theme, tr("Cancel"));
    cancel->setMinimumWidth(yes->sizeHint().width());
    m_second->setYes(yes, yes, cancel); // in its place, so that no button moves under the pointer
    auto *who = new QHBoxLayout;
    who->setSpacing(space::large);
    who->addWidget(m_agent);
    who->addWidget(m_cluster);
    who->addStretch(1);
    auto *bar = new QHBoxLayout;
    bar->setSpacing(space::small);
    bar->addWidget(m_allow);
    bar->addWidget(cancel);
    bar->addWidget(yes);
    bar->addWidget(m_problem, 1);
    m_column->addWidget(m_title);
    m_column->addLayout(who);
    m_column->addWidget(m_bounds);
    m_column->addWidget(m_reach);
    m_column->addLayout(bar);
    connect(m_second, &SecondKey::confirmed, this, &AllowPanel::send);
    connect(cancel, &Button::clicked, this, &AllowPanel::close);
    connect(m_agent, &QCheckBox::toggled, this, &AllowPanel::showReach);
    connect(m_cluster, &QCheckBox::toggled, this, &AllowPanel::showReach);
}

void AllowPanel::open(const core::Approval &approval, const QList<core::Approval> &waiting)
{
    m_approval = approval;
    m_waiting = waiting;
    m_before = QApplication::focusWidget();
    m_second->callOff();
    m_second->setWanted(isHighRisk(approval));
    m_title->setText(tr("Always allow %1").arg(approval.tool));
    m_agent->setText(tr("Only for %1").arg(core::visibleLine(approval.agent)));
    m_agent->setVisible(!approval.agent.isEmpty());
    m_agent->setChecked(!approval.agent.isEmpty());
    m_cluster->setText(tr("Only in cluster %1").arg(core::visibleLine(approval.cluster)));
    m_cluster->setVisible(!approval.cluster.isEmpty());
    m_cluster->setChecked(!approval.cluster.isEmpty());
    m_rows.clear();
    auto *fresh = new QWidget;
    auto *rows = new QVBoxLayout(fresh);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::tiny);
    m_column->replaceWidget(m_bounds, fresh);
    m_bounds->deleteLater();
    m_bounds = fresh;
    for (const core::Bound &bound : core::PolicyService::boundsOf(core::valuesOf(approval)))
        addBound(bound);
    m_bounds->setVisible(!m_rows.isEmpty());
    setProblem({});
    showReach();
    show();
    m_allow->setFocus(Qt::OtherFocusReason);
}

void AllowPanel::close()
{
    m_second->callOff();
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    hide();
    if (hadFocus && m_before)
        m_before->setFocus(Qt::OtherFocusReason);
    emit closed();
}

void AllowPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Escape)
        return QWidget::keyPressEvent(event);
    close();
}

// For which values, and how many of those that wait.
void AllowPanel::showReach()
{
    const auto allow = wanted();
    if (!allow)
        return m_reach->setText({});
    QSet<QString> bound;
    for (const core::Bound &each : allow->bounds)
        bound.insert(each.path.first());
    QStringList free;
    for (const QString &name : core::valuesOf(m_approval).keys()) {
        if (!bound.contains(name))
            free.append(core::visibleLine(name));
    }
    const auto count = std::ranges::count_if(
        m_waiting, [&allow](const core::Approval &approval) { return wouldAllow(*allow, approval); });
    const QString values =
        free.isEmpty() ? QString() : tr("Whatever %1 is.").arg(free.join(QStringLiteral(", ")));
    const QString waiting = tr("%1 of %2 that wait would not have asked.").arg(count).arg(m_waiting.size());
    m_reach->setText(QString(values + QLatin1Char(' ') + waiting).trimmed());
}

void AllowPanel::addBound(const core::Bound &bound)
{
    const QString name = core::visibleLine(bound.path.join(QLatin1Char('.')));
    BoundRow row{.path = bound.path,
                 .use = new QCheckBox(tr("Only while %1 is from").arg(name)),
                 .least = numberField(bound.atLeast, tr("Lowest %1").arg(name)),
                 .most = numberField(bound.atMost, tr("Highest %1").arg(name))};
    row.use->setChecked(true);
    auto *line = new QHBoxLayout;
    line->setSpacing(space::small);
    line->addWidget(row.use);
    line->addWidget(row.least);
    line->addWidget(new Label(m_theme, tr("to"), Type::Text));
    line->addWidget(row.most);
    line->addStretch(1);
    qobject_cast<QVBoxLayout *>(m_bounds->layout())->addLayout(line);
    connect(row.use, &QCheckBox::toggled, this, &AllowPanel::showReach);
    connect(row.least, &QLineEdit::textChanged, this, &AllowPanel::showReach);
    connect(row.most, &QLineEdit::textChanged, this, &AllowPanel::showReach);
    connect(row.use, &QCheckBox::toggled, row.least, &QWidget::setEnabled);
    connect(row.use, &QCheckBox::toggled, row.most, &QWidget::setEnabled);
    m_rows.append(row);
}

void AllowPanel::setProblem(const QString &problem)
{
    m_problem->setText(problem);
}

core::Result<core::AllowWithin> AllowPanel::wanted() const
{
    core::AllowWithin allow{.tool = m_approval.tool,
                            .agent = m_agent->isChecked() ? m_approval.agent : QString(),
                            .cluster = m_cluster->isChecked() ? m_approval.cluster : QString()};
    for (const BoundRow &row : std::as_const(m_rows)) {
        if (!row.use->isChecked())
            continue;
        const auto least = numberTyped(row.least->text(), NumberKind::Any);
        const auto most = numberTyped(row.most->text(), NumberKind::Any);
        if (!least || !most)
            return least ? most.error() : least.error();
        if (least->toDouble() > most->toDouble())
            return core::failure(core::ErrorCode::InvalidArgument,
                                 tr("Give two numbers, the lower one first."));
        allow.bounds.append({.path = row.path, .atLeast = *least, .atMost = *most});
    }
    return allow;
}

void AllowPanel::send()
{
    const auto allow = wanted();
    if (!allow)
        return setProblem(allow.error().text);
    emit allowRequested(*allow);
}

} // namespace ui
