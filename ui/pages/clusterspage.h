// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/clustersmodel.h"
#include "ui/models/fleetwatch.h"
#include "ui/shell/page.h"

class QStackedWidget;

namespace ui {

class AgentCard;
class Button;
class Card;
class ManifestCard;
class Notice;
class Table;

// The fleet: clusters and their agents with what they do right now; for the chosen one its instances and its
// cluster's manifest, to be scaled, changed, deployed and deleted here. The badge is the number of clusters.
class ClustersPage final : public Page
{
    Q_OBJECT

public:
    ClustersPage(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void enter() override;
    void leave() override;
    // An agent or a cluster, by id or a cluster's name.
    bool openThing(const QString &id) override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildTable();
    QWidget *buildRight();
    QWidget *buildEmpty();
    void takeFleet();
    void layOutRows();
    void showRow(const QString &id);
    QList<double> busyOf(const FleetRow &row) const;
    void startNew();
    void leaveNew();
    void askToRemove(const QString &cluster);
    void chooseFile();
    void check(const QByteArray &text);
    void deploy(const QByteArray &text);
    void apply(const QByteArray &text);
    void share(const QString &cluster, bool shared);
    void remove(const QString &cluster);
    void scale(const core::AgentId &agent, int instances);
    void chooseDefault(const QString &agent);

    Backend &m_backend;
    FleetWatch m_fleet;
    ClustersModel m_model;
    QString m_wanted; // to be chosen as soon as it is there
    bool m_new = false;
    QStackedWidget *m_stack = nullptr;
    Card *m_card = nullptr;
    Table *m_table = nullptr;
    Notice *m_failure = nullptr;
    AgentCard *m_agent = nullptr;
    ManifestCard *m_manifest = nullptr;
};

} // namespace ui
