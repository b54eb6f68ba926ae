// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/clustersmodel.h"
#include "ui/shell/keyscope.h"
#include "ui/widgets/card.h"

namespace ui {

class Button;
class LineChart;

// One agent: how many instances it has and shall have, a way to talk to it, whether it takes the person's
// tasks that name no agent, and how busy it was. For a cluster the sum of its agents. UI thread. Announces
// what a person asked for.
class AgentCard final : public QWidget
{
    Q_OBJECT

public:
    AgentCard(const Theme &theme, KeyScope &keys, QWidget *parent = nullptr);

    // `defaultAgent` is the "cluster/agent" that the person chose.
    void setRow(const FleetRow &row, const QList<double> &busy, const QString &defaultAgent);
    void setProblem(const QString &problem);

signals:
    void scaleRequested(const core::AgentId &agent, int instances);
    void chatRequested(const core::AgentId &agent);
    // Empty: none shall be the default.
    void defaultRequested(const QString &agent);

private:
    void build(KeyScope &keys);
    void showAgent(const core::Agent &agent, const QString &defaultAgent);
    void showCluster(const core::Cluster &cluster);

    const Theme &m_theme;
    core::AgentId m_agent;
    QString m_name; // "cluster/agent"
    int m_target = 0;
    bool m_isDefault = false;
    Card *m_card = nullptr;
    Button *m_fewer = nullptr;
    Button *m_more = nullptr;
    Button *m_chat = nullptr;
    Button *m_default = nullptr;
    Label *m_count = nullptr;
    Label *m_goal = nullptr;
    Label *m_problem = nullptr;
    LineChart *m_chart = nullptr;
};

} // namespace ui
