// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/team.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

struct RoleRow
{
    PhaseKind kind;
    QStringList names;       // the role's own first, then those that mean the same
    QList<PhaseKind> others; // whose agents can do it when it has none
};

using Kind = PhaseKind;

const QList<RoleRow> &roles()
{
    static const QList<RoleRow> rows{
        {Kind::Planning,
         {u"planner"_s, u"planning"_s, u"analyst"_s, u"product_manager"_s, u"researcher"_s},
         {Kind::Design, Kind::Review}},
        {Kind::Design, {u"designer"_s, u"design"_s, u"architect"_s}, {Kind::Planning, Kind::Implementation}},
        {Kind::TestWriting,
         {u"test_writer"_s, u"tester"_s, u"qa"_s, u"test_engineer"_s},
         {Kind::Implementation}},
        {Kind::Implementation,
         {u"coder"_s, u"developer"_s, u"programmer"_s, u"engineer"_s, u"implementer"_s, u"writer"_s},
         {}},
        {Kind::Execution,
         {u"executor"_s, u"runner"_s, u"validator"_s, u"execution"_s},
         {Kind::TestWriting, Kind::Review}},
        {Kind::Review, {u"reviewer"_s, u"critic"_s, u"editor"_s, u"checker"_s}, {Kind::Planning}},
    };
    return rows;
}

const RoleRow *rowOf(PhaseKind kind)
{
    const auto found =
        std::find_if(roles().begin(), roles().end(), [kind](const RoleRow &row) { return row.kind == kind; });
    return found == roles().end() ? nullptr : &*found;
}

// "Test-Writer" and "test_writer_agent" are "test_writer".
QString plainName(const QString &name)
{
    QString plain = name.toLower();
    plain.replace(u'-', u'_').replace(u' ', u'_');
    if (plain.endsWith(u"_agent"_s))
        plain.chop(6);
    return plain;
}

} // namespace

Result<Team> Team::choose(const FleetService &fleet, const Principal &principal, const QString &cluster,
                          const QList<PhaseKind> &kinds)
{
    Team best;
    qsizetype most = -1;
    const AgentId usual = fleet.chooseAgent(principal.user, [](const AgentSpec &) { return true; });
    for (const Cluster &known : fleet.clusters(principal)) {
        if (cluster.isEmpty() ? !known.isFor(principal.user)
                              : known.name != cluster && known.id.value != cluster)
            continue;
        Team team;
        team.m_name = known.name;
        team.m_labels = known.manifest.labels;
        std::copy_if(known.agents.begin(), known.agents.end(), std::back_inserter(team.m_agents),
                     [&](const Agent &agent) {
                         return agent.load.status != AgentStatus::Stopped &&
                                (!cluster.isEmpty() || fleet.isConfigured(agent.spec));
                     });
        const bool isUsual = std::any_of(team.m_agents.begin(), team.m_agents.end(),
                                         [&](const Agent &agent) { return agent.id == usual; });
        const qsizetype fitting = 2 * std::count_if(kinds.begin(), kinds.end(), [&team](PhaseKind kind) {
                                      return team.ownAgentFor(kind) != nullptr;
                                  });
        const qsizetype score = fitting == 0 && isUsual ? 1 : fitting;
        if (!team.m_agents.isEmpty() && score > most) {
            most = score;
            best = team;
        }
    }
    if (most < 0 && !cluster.isEmpty())
        return invalid(u"configuration.cluster"_s,
                       u"There is no cluster \"%1\" whose agents run"_s.arg(cluster.left(128)));
    return best;
}

const Agent *Team::named(const QString &name) const
{
    const auto found = std::find_if(m_agents.begin(), m_agents.end(), [&name](const Agent &agent) {
        return agent.spec.name == name || agent.id.value == name;
    });
    return found == m_agents.end() ? nullptr : &*found;
}

const Agent *Team::ownAgentFor(PhaseKind kind) const
{
    const RoleRow *row = rowOf(kind);
    if (!row)
        return nullptr;
    if (const Agent *labelled = named(m_labels.value(u"workflow."_s + row->names.first())))
        return labelled;
    for (const QString &name : row->names) {
        for (const Agent &agent : m_agents) {
            const QString plain = plainName(agent.spec.name);
            if (plain == name || plain.endsWith(QString(u'_' + name)))
                return &agent;
        }
    }
    return nullptr;
}

AgentId Team::agentFor(PhaseKind kind) const
{
    if (m_agents.isEmpty())
        return {};
    if (const Agent *own = ownAgentFor(kind))
        return own->id;
    const RoleRow *row = rowOf(kind);
    for (const PhaseKind other : row ? row->others : QList<PhaseKind>()) {
        if (const Agent *near = ownAgentFor(other))
            return near->id;
    }
    return m_agents.first().id;
}

Result<AgentId> Team::agentNamed(const QString &name, const QString &field) const
{
    if (const Agent *agent = named(name))
        return agent->id;
    const QString where =
        m_name.isEmpty() ? u"No cluster is deployed, so there is no agent \"%1\""_s.arg(name.left(128))
                         : u"The cluster \"%2\" has no agent \"%1\" that runs"_s.arg(name.left(128), m_name);
    return invalid(field, where);
}

} // namespace core
