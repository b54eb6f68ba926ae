// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/agentcard.h"

#include "ui/widgets/label.h"
#include "ui/widgets/linechart.h"
#include "ui/widgets/statuslook.h"

#include <QHBoxLayout>
#include <QLocale>

namespace ui {

AgentCard::AgentCard(const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    build(keys);
}

void AgentCard::build(KeyScope &keys)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_card = new Card(m_theme, tr("Agent"));
    outer->addWidget(m_card);
    m_fewer = new Button(m_theme, QString(QChar(0x2212)));
    m_fewer->setAccessibleName(tr("One instance fewer"));
    m_fewer->setToolTip(m_fewer->accessibleName());
    m_more = new Button(m_theme, QStringLiteral("+"));
    m_more->setAccessibleName(tr("One instance more"));
    m_more->setToolTip(m_more->accessibleName());
    m_count = new Label(m_theme, Type::Title);
    m_count->setAlignment(Qt::AlignCenter);
    m_count->setMinimumWidth(24);
    m_goal = new Label(m_theme, Type::Text, Ink::Muted);
    m_goal->setOverflow(Overflow::Elide);
    m_chat = actionButton(m_theme, ActionId::OpenChat);
    m_default = new Button(m_theme, {});
    m_problem = new Label(m_theme, Type::Secondary, Ink::Red);
    m_problem->setOverflow(Overflow::Wrap);
    m_problem->hide();
    m_chart = new LineChart(m_theme, tr("How busy it is stands here after a few seconds"));
    m_chart->setMinimumHeight(110);
    m_chart->setFormat([](double value) { return QLocale().toString(value, 'f', 0); });
    auto *row = new QHBoxLayout;
    row->setSpacing(space::small);
    row->addWidget(new Label(m_theme, tr("Instances"), Type::Text, Ink::Muted));
    row->addWidget(m_fewer);
    row->addWidget(m_count);
    row->addWidget(m_more);
    row->addStretch(1);
    row->addWidget(m_chat);
    auto *second = new QHBoxLayout;
    second->setSpacing(space::small);
    second->addWidget(m_goal, 1);
    second->addWidget(m_default);
    auto *column = new QVBoxLayout;
    column->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    column->setSpacing(space::small);
    column->addLayout(row);
    column->addLayout(second);
    column->addWidget(m_problem);
    column->addWidget(m_chart, 1);
    m_card->body()->addLayout(column);
    keys.bind(ActionId::OpenChat, m_chat);
    connect(m_fewer, &Button::clicked, this, [this] { emit scaleRequested(m_agent, m_target - 1); });
    connect(m_more, &Button::clicked, this, [this] { emit scaleRequested(m_agent, m_target + 1); });
    connect(m_chat, &Button::clicked, this, [this] { emit chatRequested(m_agent); });
    connect(m_default, &Button::clicked, this,
            [this] { emit defaultRequested(m_isDefault ? QString() : m_name); });
}

void AgentCard::setRow(const FleetRow &row, const QList<double> &busy, const QString &defaultAgent)
{
    const core::AgentId agent = row.agent ? row.agent->id : core::AgentId();
    if (agent != m_agent)
        setProblem({});
    m_agent = agent;
    for (Button *button : {m_fewer, m_more, m_chat, m_default})
        button->setVisible(row.agent.has_value());
    if (row.agent)
        showAgent(*row.agent, defaultAgent);
    else
        showCluster(row.cluster);
    m_chart->setSeries({{.name = tr("busy instances"), .values = busy}});
}

void AgentCard::showAgent(const core::Agent &agent, const QString &defaultAgent)
{
    m_name = agent.clusterName + u'/' + agent.spec.name;
    m_isDefault = m_name == defaultAgent;
    m_card->setTitle(agent.spec.name);
    m_card->setSubtitle(m_isDefault ? tr("%1, your default").arg(agent.clusterName) : agent.clusterName);
    m_default->setText(m_isDefault ? tr("Not my default") : tr("Use as my default"));
    m_default->setToolTip(m_isDefault ? tr("It takes your tasks that name no agent")
                                      : tr("It then takes your tasks that name no agent"));
    m_default->updateGeometry();
    m_target = agent.target;
    m_fewer->setEnabled(m_target > 0);
    m_count->setText(QString::number(agent.load.instances));
    m_goal->setText(tr("target %1, %2").arg(agent.target).arg(lookOf(agent.load.status).text.toLower()));
}

void AgentCard::showCluster(const core::Cluster &cluster)
{
    int instances = 0;
    int target = 0;
    for (const core::Agent &agent : cluster.agents) {
        instances += agent.load.instances;
        target += agent.target;
    }
    m_card->setTitle(cluster.name);
    m_card->setSubtitle(cluster.agents.size() == 1 ? tr("1 agent")
                                                   : tr("%1 agents").arg(cluster.agents.size()));
    m_count->setText(QString::number(instances));
    m_goal->setText(tr("target %1, at most %2 at work at once")
                        .arg(target)
                        .arg(cluster.manifest.policy.maxConcurrentAgents));
}

void AgentCard::setProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace ui
