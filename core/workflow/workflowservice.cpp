// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/workflowservice.h"

#include "core/base/json.h"
#include "core/base/log.h"
#include "core/workflow/generatedcode.h"
#include "core/workflow/phaserows.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype largestConfiguration = 200'000;
constexpr qsizetype mostFeatures = 12;
constexpr qsizetype longestFeature = 1000;

Result<QStringList> featuresOf(const QJsonValue &given)
{
    const QString field = u"configuration.features"_s;
    if (given.isUndefined() || given.isNull())
        return QStringList();
    QStringList features;
    for (const QJsonValue &value : given.toArray())
        features.append(value.toString().trimmed());
    const bool fits = given.isArray() && !features.isEmpty() && features.size() <= mostFeatures &&
                      std::none_of(features.begin(), features.end(), [](const QString &feature) {
                          return feature.isEmpty() || feature.size() > longestFeature;
                      });
    if (!fits)
        return invalid(field, field + u" must be a list of 1 to 12 texts"_s);
    return features;
}

Result<int> retriesOf(const QJsonValue &given)
{
    if (given.isUndefined() || given.isNull())
        return 3;
    const double number = given.toDouble(-1);
    const int retries = given.toInt(-1);
    if (retries < 0 || retries > 10 || double(retries) != number)
        return invalid(u"configuration.max_retries"_s,
                       u"configuration.max_retries must be between 0 and 10"_s);
    return retries;
}

// Whoever does each kind, also of phases that come up later.
QJsonObject agentWords(const Team &team, const QList<Phase> &phases)
{
    QJsonObject agents;
    for (const auto &[kind, word] : Words<PhaseKind>::table)
        agents.insert(QLatin1StringView(word), team.agentFor(kind).value);
    for (const Phase &phase : phases)
        agents.insert(toWord(phase.kind), phase.agent.value);
    return agents;
}

} // namespace

WorkflowService::WorkflowService(Journal &journal, Feed &feed, Clock &clock, WorkflowStore &store,
                                 TaskService &tasks, const FleetService &fleet)
    : m_journal(journal)
    , m_clock(clock)
    , m_store(store)
    , m_tasks(tasks)
    , m_fleet(fleet)
{
    connect(&feed, &Feed::announced, this, &WorkflowService::hear);
}

Result<void> WorkflowService::open()
{
    for (const TaskId &task : TRY(m_store.open()))
        m_open.insert(task);
    return {};
}

Result<WorkflowShape> WorkflowService::shapeOf(const NewWorkflow &wanted) const
{
    if (wanted.requirements.trimmed().isEmpty())
        return invalid(u"requirements"_s, u"requirements is required"_s);
    if (isLargerThan(wanted.configuration, largestConfiguration))
        return invalid(u"configuration"_s, u"configuration is larger than 200 KB"_s);
    WorkflowShape shape{.type = wanted.type,
                        .parts = TRY(featuresOf(wanted.configuration.value("features"_L1))),
                        .retries = TRY(retriesOf(wanted.configuration.value("max_retries"_L1)))};
    if (wanted.type == u"custom")
        shape.phases = TRY(readPhases(wanted.configuration.value("phases"_L1).toArray()));
    if (wanted.type == u"individual") {
        if (wanted.step.isEmpty())
            return invalid(u"step_type"_s, u"step_type is required for individual workflows"_s);
        const auto kind = fromWord<PhaseKind>(wanted.step);
        if (!kind || *kind == PhaseKind::Other)
            return invalid(u"step_type"_s, u"Unknown step type: %1"_s.arg(wanted.step.left(80)));
        shape.step = *kind;
    }
    return shape;
}

Result<void> WorkflowService::assign(QList<Phase> &phases, const Team &team,
                                     const QJsonObject &configuration) const
{
    const QJsonObject named = configuration.value("agents"_L1).toObject();
    for (Phase &phase : phases) {
        const QString byKind = named.value(toWord(phase.kind)).toString();
        if (!phase.agentName.isEmpty())
            phase.agent = TRY(team.agentNamed(phase.agentName, u"configuration.phases"_s));
        else if (!byKind.isEmpty())
            phase.agent = TRY(team.agentNamed(byKind, u"configuration.agents"_s));
        else
            phase.agent = team.agentFor(phase.kind);
    }
    return {};
}

Result<WorkflowView> WorkflowService::submit(const NewWorkflow &wanted, const Principal &principal)
{
    const WorkflowShape shape = TRY(shapeOf(wanted));
    QList<Phase> phases = TRY(phasesOf(shape));
    QList<PhaseKind> kinds;
    for (const Phase &phase : std::as_const(phases)) {
        if (!kinds.contains(phase.kind))
            kinds.append(phase.kind);
    }
    const Team team =
        TRY(Team::choose(m_fleet, principal, wanted.configuration.value("cluster"_L1).toString(), kinds));
    TRY(assign(phases, team, wanted.configuration));
    NewWorkflow settled = wanted;
    settled.configuration.insert(u"max_retries"_s, shape.retries);
    const Workflow workflow = TRY(m_journal.record([&](Transaction &transaction) -> Result<Workflow> {
        const Task task = TRY(submitTask(transaction, settled, phases, team, principal));
        const Workflow row{.id = task.sessionId,
                           .task = task.id,
                           .owner = task.owner,
                           .type = wanted.type,
                           .configuration = wanted.configuration,
                           .createdAt = task.createdAt};
        TRY(m_store.insert(transaction, row));
        return row;
    }));
    m_open.insert(workflow.task);
    return viewOf(workflow, principal);
}

Result<Task> WorkflowService::submitTask(Transaction &transaction, const NewWorkflow &wanted,
                                         const QList<Phase> &phases, const Team &team,
                                         const Principal &principal)
{
    const QJsonObject notes{{u"type"_s, wanted.type},
                            {u"cluster"_s, team.clusterName()},
                            {u"max_retries"_s, wanted.configuration.value("max_retries"_L1)},
                            {u"agents"_s, agentWords(team, phases)}};
    return m_tasks.submit(transaction,
                          {.query = wanted.requirements,
                           .context = {{u"workflow_type"_s, wanted.type}},
                           .agent = phases.first().agent,
                           .priority = wanted.priority,
                           .workflow = notes},
                          principal, [&phases](const Task &task) {
                              return phaseRows(phases, {.task = task.id, .now = task.createdAt});
                          });
}

Result<WorkflowView> WorkflowService::viewOf(const Workflow &workflow, const Principal &principal)
{
    const Task task = TRY(m_tasks.find(workflow.task, principal));
    const QList<Step> steps = TRY(m_tasks.steps(workflow.task, principal));
    return WorkflowView{.workflow = workflow,
                        .task = task,
                        .progress = progressOf(steps, TRY(m_store.durations(workflow.type)), m_clock.now()),
                        .code = task.state == TaskState::Completed ? generatedCode(steps) : QString()};
}

Result<WorkflowView> WorkflowService::find(const QString &id, const Principal &principal)
{
    const Workflow workflow = TRY(m_store.find(id));
    if (!principal.sees(workflow.owner))
        return failure(ErrorCode::NotFound,
                       u"Workflow execution with session_id %1 not found"_s.arg(id.left(128)));
    return viewOf(workflow, principal);
}

Result<void> WorkflowService::remove(const QString &id, const Principal &principal)
{
    const WorkflowView view = TRY(find(id, principal));
    if (!isFinal(view.task.state))
        TRY(m_tasks.cancel(view.task.id, u"The workflow was deleted"_s, principal));
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(m_store.remove(transaction, view.workflow.id));
        TRY(transaction.announce({.type = EventType::WorkflowDeleted,
                                  .subject = view.workflow.id,
                                  .actor = principal.name,
                                  .message = u"Deleted a workflow of type %1"_s.arg(view.workflow.type),
                                  .payload = {{u"task_id"_s, view.task.id.value}}}));
        return {};
    });
}

void WorkflowService::hear(const QList<Event> &events)
{
    for (const Event &event : events) {
        if (event.type == EventType::TaskRetried && m_store.find(event.task.value))
            m_open.insert(event.task);
        if (event.type == EventType::TaskCompleted && m_open.contains(event.task))
            measure(event.task);
        if (event.type == EventType::TaskEnded)
            m_open.remove(event.task);
    }
}

// Losing a measurement loses nothing but some truth of an estimate, so it is not tried again.
void WorkflowService::measure(const TaskId &task)
{
    const auto measured = m_journal.record([&](Transaction &transaction) -> Result<void> {
        const Workflow workflow = TRY(m_store.find(task.value));
        const QList<Step> steps = TRY(m_tasks.steps(task, localOperator()));
        for (const PhaseProgress &phase : progressOf(steps, {}, transaction.now()).phases) {
            if (phase.state == PhaseState::Done && isSet(phase.startedAt))
                TRY(m_store.addDuration(transaction, workflow.type, phase.kind,
                                        phase.finishedAt - phase.startedAt));
        }
        return {};
    });
    if (!measured)
        qCWarning(logRun).noquote() << "A workflow could not be measured:" << measured.error().detail;
}

} // namespace core
