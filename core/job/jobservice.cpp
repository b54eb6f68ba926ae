// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/jobservice.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/job/jobtypes.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype largestPayload = 1'000'000;

bool isMeant(const Agent &agent, const QString &name)
{
    return agent.spec.name == name || agent.id.value == name ||
           QString(agent.clusterName + u'/' + agent.spec.name) == name;
}

bool isAble(const Agent &agent, const QString &type)
{
    const QString listed = agent.spec.environment.value(u"CAPABILITIES"_s);
    if (listed.isEmpty())
        return !isDocumentedAgent(agent.spec.name) || findJobType(agent.spec.name, type);
    const QStringList capabilities = listed.split(u',', Qt::SkipEmptyParts);
    return std::any_of(capabilities.begin(), capabilities.end(),
                       [&](const QString &one) { return one.trimmed() == type; });
}

Error unknownType(const QString &type)
{
    return invalid(u"task_type"_s, u"Unknown task type: %1"_s.arg(type.left(128)));
}

} // namespace

JobService::JobService(Journal &journal, Feed &feed, TaskService &tasks, const FleetService &fleet)
    : m_journal(journal)
    , m_tasks(tasks)
    , m_fleet(fleet)
{
    connect(&feed, &Feed::announced, this, [this](const QList<Event> &events) {
        for (const Event &event : events) {
            const auto given =
                event.type == EventType::TaskEnded ? m_given.constFind(event.task) : m_given.constEnd();
            if (given == m_given.constEnd())
                continue;
            --m_open[*given];
            m_given.erase(given);
        }
    });
}

double JobService::loadOf(const Agent &agent) const
{
    const int work = std::max(agent.load.busy + agent.load.queued, m_open.value(agent.id));
    return double(work) / std::max(1, agent.target);
}

Result<AgentId> JobService::choose(const NewJob &wanted, const Principal &principal) const
{
    // A name means one of one's own, or one that is offered, before it means somebody else's.
    QList<Agent> meant;
    for (const QString &owner : {principal.user, QString()}) {
        if (meant.isEmpty())
            meant = m_fleet.agents({.owner = owner}, principal);
        meant.removeIf([&wanted](const Agent &agent) { return !isMeant(agent, wanted.agentName); });
    }
    if (meant.isEmpty()) {
        if (!isDocumentedAgent(wanted.agentName))
            return failure(ErrorCode::NotFound, u"Agent not found: %1"_s.arg(wanted.agentName.left(128)));
        if (!findJobType(wanted.agentName, wanted.type))
            return unknownType(wanted.type);
        return AgentId(); // whoever takes a task that names no agent
    }
    meant.removeIf([&](const Agent &agent) { return !isAble(agent, wanted.type); });
    if (meant.isEmpty())
        return unknownType(wanted.type);
    const auto best = std::min_element(meant.begin(), meant.end(), [this](const Agent &a, const Agent &b) {
        const bool stopped = a.load.status == AgentStatus::Stopped;
        if (stopped != (b.load.status == AgentStatus::Stopped))
            return !stopped;
        return loadOf(a) < loadOf(b);
    });
    return best->id;
}

Result<Task> JobService::submit(const NewJob &wanted, const Principal &principal)
{
    if (!isIdentifier(wanted.type))
        return unknownType(wanted.type);
    if (isLargerThan(wanted.payload, largestPayload))
        return invalid(u"payload"_s, u"payload is larger than 1 MB"_s);
    const AgentId agent = TRY(choose(wanted, principal));
    const QString query = jobQuery(findJobType(wanted.agentName, wanted.type), wanted.type, wanted.payload);
    const Task task = TRY(m_tasks.submit({.query = query.isEmpty() ? wanted.type : query,
                                          .context = {{u"agent_name"_s, wanted.agentName},
                                                      {u"task_type"_s, wanted.type},
                                                      {u"payload"_s, wanted.payload}},
                                          .agent = agent,
                                          .priority = wanted.priority},
                                         principal));
    m_given.insert(task.id, task.agent);
    ++m_open[task.agent];
    m_journal.whenCommitted(this, [this, id = task.id, agent = task.agent](const Result<void> &committed) {
        if (!committed && m_given.remove(id))
            --m_open[agent];
    });
    return task;
}

QJsonObject JobService::resultOf(const Task &task)
{
    if (task.state != TaskState::Completed)
        return {};
    const QString agent = task.context.value("agent_name"_L1).toString();
    return jobResult(findJobType(agent, task.context.value("task_type"_L1).toString()), task.result);
}

} // namespace core
