// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/clusterspage.h"

#include "core/fleet/samples.h"
#include "ui/pages/agentcard.h"
#include "ui/pages/fleetdelegate.h"
#include "ui/pages/manifestcard.h"
#include "ui/shell/keyrouter.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/table.h"

#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStackedWidget>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 greatestFile = 1024 * 1024;

// "4 clusters, 8 agents"
QString countText(qsizetype clusters, qsizetype agents)
{
    const QString first =
        clusters == 1 ? ClustersPage::tr("1 cluster") : ClustersPage::tr("%1 clusters").arg(clusters);
    const QString second =
        agents == 1 ? ClustersPage::tr("1 agent") : ClustersPage::tr("%1 agents").arg(agents);
    return ClustersPage::tr("%1, %2").arg(first, second);
}

} // namespace

ClustersPage::ClustersPage(Backend &backend, const Theme &theme, QWidget *parent)
    : Page(theme,
           {.id = u"clusters"_s,
            .title = tr("Clusters"),
            .icon = u"clusters"_s,
            .group = PageGroup::Fleet,
            .key = u'C'},
           parent)
    , m_backend(backend)
    , m_fleet(backend)
{
    m_stack = new QStackedWidget;
    auto *content = new QWidget;
    auto *row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::large);
    row->addWidget(buildTable(), 756);
    row->addWidget(buildRight(), 420);
    m_stack->addWidget(buildEmpty());
    m_stack->addWidget(content);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    m_failure = new Notice(theme, Tone::Red);
    m_failure->hide();
    column->addWidget(m_failure);
    column->addWidget(m_stack, 1);
    connect(&m_fleet, &FleetWatch::changed, this, &ClustersPage::takeFleet);
    connect(&m_fleet, &FleetWatch::failed, this, [this](const core::Error &error) {
        m_failure->setTexts(tr("The clusters could not be read"), error.text);
        m_failure->show();
    });
    setFocusProxy(m_table);
    m_fleet.reload();
}

QWidget *ClustersPage::buildTable()
{
    m_card = new Card(theme(), tr("Clusters"));
    auto *deploy = actionButton(theme(), ActionId::DeployCluster);
    m_card->setRight(deploy);
    m_table = new Table(theme(), tr("Clusters and agents"));
    m_table->setItemDelegate(new FleetDelegate(theme(), m_table));
    m_table->setModel(&m_model);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(ClustersModel::NameColumn, QHeaderView::Stretch);
    header->setMinimumSectionSize(64);
    header->resizeSection(ClustersModel::StatusColumn, 116);
    header->resizeSection(ClustersModel::ProviderColumn, 88);
    header->resizeSection(ClustersModel::ModelColumn, 132);
    header->resizeSection(ClustersModel::BusyColumn, 124);
    header->resizeSection(ClustersModel::CountColumn, 92);
    m_card->body()->addWidget(m_table, 1);
    keys().bindList(m_table);
    keys().bind(ActionId::DeployCluster, deploy);
    connect(deploy, &Button::clicked, this, &ClustersPage::startNew);
    connect(m_table, &Table::currentIdChanged, this, &ClustersPage::showRow);
    connect(m_table, &Table::clicked, this,
            [this](const QModelIndex &index) { showRow(index.siblingAtColumn(0).data(IdRole).toString()); });
    connect(m_table, &Table::activated, this, [this](const QModelIndex &index) {
        const FleetRow *row = m_model.find(index.siblingAtColumn(0).data(IdRole).toString());
        if (row && row->agent)
            emit openRequested(u"chat"_s, row->agent->id.value);
    });
    return m_card;
}

QWidget *ClustersPage::buildRight()
{
    auto *right = new QWidget;
    right->setMinimumWidth(340);
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    m_agent = new AgentCard(theme(), keys());
    m_manifest = new ManifestCard(theme(), keys());
    column->addWidget(m_agent);
    column->addWidget(m_manifest, 1);
    connect(m_agent, &AgentCard::scaleRequested, this, &ClustersPage::scale);
    connect(m_agent, &AgentCard::defaultRequested, this, &ClustersPage::chooseDefault);
    connect(m_agent, &AgentCard::chatRequested, this,
            [this](const core::AgentId &agent) { emit openRequested(u"chat"_s, agent.value); });
    connect(m_manifest, &ManifestCard::checkRequested, this, &ClustersPage::check);
    connect(m_manifest, &ManifestCard::deployRequested, this, &ClustersPage::deploy);
    connect(m_manifest, &ManifestCard::applyRequested, this, &ClustersPage::apply);
    connect(m_manifest, &ManifestCard::shareRequested, this, &ClustersPage::share);
    connect(m_manifest, &ManifestCard::removeAsked, this, &ClustersPage::askToRemove);
    connect(m_manifest, &ManifestCard::removeRequested, this, &ClustersPage::remove);
    connect(m_manifest, &ManifestCard::fileRequested, this, &ClustersPage::chooseFile);
    connect(m_manifest, &ManifestCard::cancelled, this, [this] { leaveNew(); });
    return right;
}

QWidget *ClustersPage::buildEmpty()
{
    auto *card = new Card(theme());
    auto *empty = new EmptyState(
        theme(), tr("No cluster yet"),
        tr("A cluster is a team of agents that you describe in a manifest: who they are, "
           "which model and tools they use, and how many may work at once. One that you choose "
           "as your default takes the tasks that name no agent."),
        tr("Deploy cluster"));
    card->body()->addWidget(empty, 1);
    connect(empty, &EmptyState::actionClicked, this, &ClustersPage::startNew);
    return card;
}

void ClustersPage::enter()
{
    m_fleet.follow(true);
    m_table->setFocus(Qt::OtherFocusReason);
}

void ClustersPage::leave()
{
    m_fleet.follow(false);
}

bool ClustersPage::openThing(const QString &id)
{
    m_new = false;
    m_wanted = id;
    m_fleet.reload();
    return true;
}

void ClustersPage::takeFleet()
{
    m_failure->hide();
    m_model.setClusters(m_fleet.clusters());
    qsizetype agents = 0;
    for (const core::Cluster &cluster : m_fleet.clusters()) {
        agents += cluster.agents.size();
        if (cluster.name == m_wanted)
            m_wanted = cluster.id.value;
    }
    m_card->setTitle(countText(m_fleet.clusters().size(), agents));
    setBadge({.count = static_cast<int>(m_fleet.clusters().size())});
    layOutRows();
    const bool any = m_model.rowCount() > 0;
    m_stack->setCurrentIndex(any || m_new ? 1 : 0);
    m_agent->setVisible(any && !m_new);
    if (m_new)
        return;
    if (m_table->selectId(m_wanted))
        m_wanted.clear();
    else if (any && !m_table->currentIndex().isValid())
        m_table->setCurrentIndex(m_model.index(m_model.rowCount() > 1 ? 1 : 0, 0));
    showRow(m_table->currentId());
}

// In a narrow window the two columns that the manifest tells as well give way.
void ClustersPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    for (const int column : {ClustersModel::ProviderColumn, ClustersModel::ModelColumn})
        m_table->setColumnHidden(column, width() < 940);
    m_table->horizontalHeader()->resizeSection(ClustersModel::BusyColumn, width() < 940 ? 88 : 124);
}

// A cluster's last text takes the room of two columns.
void ClustersPage::layOutRows()
{
    m_table->clearSpans();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (m_model.isCluster(row))
            m_table->setSpan(row, ClustersModel::BusyColumn, 1, 2);
    }
}

void ClustersPage::showRow(const QString &id)
{
    const FleetRow *row = m_model.find(id);
    if (!row)
        return;
    m_new = false;
    m_agent->show();
    m_agent->setRow(*row, busyOf(*row), m_fleet.defaultAgent());
    m_manifest->setCluster(row->cluster);
}

QList<double> ClustersPage::busyOf(const FleetRow &row) const
{
    if (row.agent)
        return m_fleet.busyOf(row.agent->id);
    QList<double> sum;
    for (const core::Agent &agent : row.cluster.agents) {
        const QList<double> values = m_fleet.busyOf(agent.id);
        while (sum.size() < values.size())
            sum.prepend(0);
        for (qsizetype i = 1; i <= values.size(); ++i)
            sum[sum.size() - i] += values[values.size() - i];
    }
    return sum;
}

void ClustersPage::startNew()
{
    m_new = true;
    m_stack->setCurrentIndex(1);
    m_agent->hide();
    m_manifest->startNew(core::sampleManifest());
}

void ClustersPage::leaveNew()
{
    m_new = false;
    takeFleet();
    m_table->setFocus(Qt::OtherFocusReason); // the button that was pressed is gone
}

// Esc in a field leaves the field; outside of one it leaves the new cluster, if nothing was typed into it.
void ClustersPage::keyPressEvent(QKeyEvent *event)
{
    const bool isMeant = event->key() == Qt::Key_Escape && m_new &&
                         !KeyRouter::isField(QApplication::focusWidget()) &&
                         m_manifest->text() == core::sampleManifest().trimmed();
    if (isMeant)
        leaveNew();
    else
        Page::keyPressEvent(event);
}

void ClustersPage::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose a manifest"), {},
                                   tr("Manifests (*.yaml *.yml *.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return m_manifest->setProblem(tr("The file could not be read"), file.errorString());
        const QByteArray text = file.read(greatestFile + 1);
        if (text.size() > greatestFile)
            return m_manifest->setProblem(tr("The file is too large"),
                                          tr("A manifest may have 1 MB at most."));
        m_manifest->startNew(text);
    });
    dialog->open();
}

void ClustersPage::check(const QByteArray &text)
{
    m_backend.call(
        this,
        [text, name = m_manifest->clusterName()](core::Core &core) -> core::Result<ManifestCheck> {
            ManifestCheck check{.reading = core.fleet().read(text)};
            if (name.isEmpty() || !check.reading.isOk())
                return check;
            const core::Cluster cluster = TRY(core.fleet().cluster(name, core::localOperator()));
            const core::ManifestDifference difference =
                core::differenceOf(cluster.manifest, check.reading.manifest);
            check.summary = difference.isEmpty() ? ClustersPage::tr("changes nothing") : difference.summary();
            return check;
        },
        [this, text](const core::Result<ManifestCheck> &check) {
            if (check)
                m_manifest->setChecked(text, *check);
            else
                m_manifest->setProblem(tr("The manifest could not be checked"), check.error().text);
        });
}

void ClustersPage::deploy(const QByteArray &text)
{
    m_backend.call(
        this,
        [text, principal = m_backend.principal()](core::Core &core) -> core::Result<core::Cluster> {
            const core::Manifest manifest = TRY(core::toResult(core.fleet().read(text)));
            return core.fleet().deploy(manifest, principal);
        },
        [this](const core::Result<core::Cluster> &cluster) {
            if (!cluster)
                return m_manifest->setProblem(tr("The cluster was not deployed"), cluster.error().text);
            openThing(cluster->agents.isEmpty() ? cluster->id.value : cluster->agents.first().id.value);
        });
}

void ClustersPage::apply(const QByteArray &text)
{
    m_backend.call(
        this,
        [text, name = m_manifest->clusterName(),
         principal = m_backend.principal()](core::Core &core) -> core::Result<core::Cluster> {
            const core::Manifest manifest = TRY(core::toResult(core.fleet().read(text)));
            return core.fleet().apply(name, manifest, principal);
        },
        [this](const core::Result<core::Cluster> &cluster) {
            if (!cluster)
                return m_manifest->setProblem(tr("The manifest was not applied"), cluster.error().text);
            m_manifest->setApplied();
            m_fleet.reload();
        });
}

void ClustersPage::share(const QString &cluster, bool shared)
{
    m_backend.call(
        this,
        [cluster, shared, principal = m_backend.principal()](core::Core &core) {
            return core.fleet().share(cluster, shared, principal);
        },
        [this](const core::Result<core::Cluster> &changed) {
            if (!changed)
                m_manifest->setProblem(tr("The cluster was not changed"), changed.error().text);
            m_fleet.reload();
        });
}

void ClustersPage::askToRemove(const QString &cluster)
{
    m_backend.call(
        this,
        [cluster, principal = m_backend.principal()](core::Core &core) -> core::Result<qint64> {
            using enum core::TaskState;
            core::TaskFilter filter{.states = {Queued, Running, Waiting, Paused}};
            for (const core::Agent &agent : TRY(core.fleet().cluster(cluster, core::localOperator())).agents)
                filter.agents.append(agent.id);
            return core.tasks().count(filter, principal);
        },
        [this, cluster](const core::Result<qint64> &tasks) {
            if (!tasks)
                m_manifest->setProblem(tr("The cluster was not deleted"), tasks.error().text);
            else if (m_manifest->clusterName() == cluster)
                m_manifest->askToRemove(*tasks);
        });
}

void ClustersPage::remove(const QString &cluster)
{
    m_backend.call(
        this,
        [cluster, principal = m_backend.principal()](core::Core &core) {
            return core.fleet().remove(cluster, principal);
        },
        [this](const core::Result<void> &removed) {
            if (!removed)
                m_manifest->setProblem(tr("The cluster was not deleted"), removed.error().text);
            else
                m_table->setFocus(Qt::OtherFocusReason);
            m_fleet.reload();
        });
}

void ClustersPage::chooseDefault(const QString &agent)
{
    m_backend.call(
        this,
        [agent, principal = m_backend.principal()](core::Core &core) {
            return core.defaultAgents().choose(agent, principal);
        },
        [this](const core::Result<QString> &chosen) {
            m_agent->setProblem(chosen ? QString() : chosen.error().text);
            m_fleet.reload();
        });
}

void ClustersPage::scale(const core::AgentId &agent, int instances)
{
    m_backend.call(
        this,
        [agent, instances, principal = m_backend.principal()](core::Core &core) -> core::Result<core::Agent> {
            const core::Agent known = TRY(core.fleet().agent(agent));
            return core.fleet().scale(known.clusterName, agent.value, instances, principal);
        },
        [this](const core::Result<core::Agent> &scaled) {
            m_agent->setProblem(scaled ? QString() : scaled.error().text);
            m_fleet.reload();
        });
}

} // namespace ui
