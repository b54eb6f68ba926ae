// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the task service that checks what is asked for and writes a task's first rows.
#include "core/base/text.h"
#include "core/provider/providerregistry.h"
#include "core/review/planreview.h"
#include "core/run/agentdirectory.h"
#include "core/run/plans.h"
#include "core/task/taskservice.h"

#include <cmath>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestQuery = 100'000;
constexpr qsizetype largestContext = 1'000'000;
constexpr qsizetype largestHistory = 1'000'000;

Result<void> check(const NewTask &wanted)
{
    if (wanted.query.trimmed().isEmpty())
        return invalid(u"query"_s, u"Query is required"_s);
    if (wanted.query.size() > longestQuery)
        return invalid(u"query"_s, u"query is longer than 100,000 characters"_s);
    if (!wanted.sessionId.isEmpty() && !isIdentifier(wanted.sessionId))
        return invalid(u"session_id"_s, u"Invalid session_id format"_s);
    TRY(checkAgentIn(wanted.context, u"context"_s));
    if (isLargerThan(wanted.context, largestContext))
        return invalid(u"context"_s, u"context is larger than 1 MB"_s);
    if (isLargerThan(wanted.wishes.toJson(), largestHistory))
        return invalid(u"history"_s, u"What was said before is larger than 1 MB"_s);
    if (wanted.maxIterations < 0 || wanted.maxIterations > 50)
        return invalid(u"max_iterations"_s, u"max_iterations out of range (1..50)"_s);
    return {};
}

QJsonObject optionsOf(const NewTask &wanted)
{
    QJsonObject options = wanted.wishes.toJson();
    // What is not said beside the context may be said in it.
    const auto put = [&](QLatin1StringView name, const QString &value) {
        const QString chosen = value.isEmpty() ? wanted.context.value(name).toString().trimmed() : value;
        if (!chosen.isEmpty())
            options.insert(name, chosen);
    };
    put("model_tier"_L1, wanted.modelTier);
    put("model_override"_L1, wanted.modelOverride);
    put("provider_override"_L1, wanted.providerOverride);
    if (!wanted.workflow.isEmpty())
        options.insert("workflow"_L1, wanted.workflow);
    if (wanted.audience != Audience::Owner)
        options.insert("audience"_L1, toWord(wanted.audience));
    if (wanted.maxIterations > 0)
        options.insert("max_iterations"_L1, wanted.maxIterations);
    if (wanted.budget > 0)
        options.insert("budget_usd"_L1, wanted.budget);
    const double tokens = wanted.context.value("budget_total_max"_L1).toDouble();
    if (tokens >= 1)
        options.insert("budget_tokens"_L1, std::floor(tokens));
    return options;
}

Step codeStep(const Task &task, const QJsonValue &input)
{
    const QJsonValue data = input.isUndefined() ? QJsonObject{{u"text"_s, task.query}} : input;
    return {.id = newId<StepId>("step-"_L1),
            .task = task.id,
            .kind = StepKind::Code,
            .name = u"Run"_s,
            .state = StepState::Ready,
            .agent = task.agent,
            .input = {{u"data"_s, data}},
            .createdAt = task.createdAt};
}

} // namespace

Result<void> checkAgentIn(const QJsonObject &context, const QString &field)
{
    const QJsonValue agent = context.value("agent"_L1);
    if (agent.isUndefined() || agent.isNull() || agent.isString())
        return {};
    return invalid(QString(field + u".agent"_s), QString(field + u".agent must be the name of an agent"_s));
}

Result<Task> TaskService::prepared(const NewTask &wanted, const Principal &principal, Timestamp now)
{
    TRY(check(wanted));
    AgentId agent = wanted.agent;
    if (agent.isEmpty())
        agent = TRY(m_agents.choose(wanted.context.value("agent"_L1).toString(), wanted.query, principal));
    else
        TRY(m_agents.check(agent, principal));
    return Task{
        .id = newId<TaskId>("task-"_L1),
        .owner = principal.user,
        .query = wanted.query,
        .sessionId = TRY(m_transitions.sessionOf(wanted.sessionId, principal.user)),
        .conversation = wanted.conversation,
        .agent = agent,
        .mode = wanted.mode,
        .priority = wanted.priority,
        .context = wanted.context,
        .options = optionsOf(wanted),
        .createdAt = now,
        .updatedAt = now,
        .askers = wanted.askers,
    };
}

Result<Step> TaskService::firstStep(const Task &task, const NewTask &wanted) const
{
    const AgentProfile profile = TRY(m_agents.profile(task.agent));
    if (profile.isCode)
        return codeStep(task, wanted.input);
    const QString forced = task.options.value("provider_override"_L1).toString();
    const auto provider = m_providers.find(forced.isEmpty() ? profile.provider : forced);
    if (!provider && (!forced.isEmpty() || profile.id.isEmpty()))
        return provider.error(); // who asks can ask otherwise; an agent's own provider fails its step
    const bool plans =
        (provider && (*provider)->plans()) || task.mode != TaskMode::Simple || wantsReview(task);
    return Step{
        .id = newId<StepId>("step-"_L1),
        .task = task.id,
        .kind = plans ? StepKind::Plan : StepKind::Model,
        .name = plans ? u"Plan"_s : u"Think"_s,
        .state = StepState::Ready,
        .agent = task.agent,
        .createdAt = task.createdAt,
    };
}

Result<Task> TaskService::submit(const NewTask &wanted, const Principal &principal)
{
    return m_journal.record([&](Transaction &transaction) { return submit(transaction, wanted, principal); });
}

Result<Task> TaskService::submit(Transaction &transaction, const NewTask &wanted, const Principal &principal)
{
    const Task task = TRY(prepared(wanted, principal, transaction.now()));
    return insert(transaction, task, {TRY(firstStep(task, wanted))}, principal);
}

Result<Task> TaskService::submit(Transaction &transaction, const NewTask &wanted, const Principal &principal,
                                 const Graph &graph)
{
    const Task task = TRY(prepared(wanted, principal, transaction.now()));
    const QList<Step> steps = graph(task);
    TRY(insert(transaction, task, steps, principal));
    TRY(transaction.announce({.type = EventType::StepsPlanned,
                              .task = task.id,
                              .actor = principal.name,
                              .message = u"Got a plan: %1 steps"_s.arg(steps.size()),
                              .payload = {{u"plan"_s, planJson(steps)}, {u"agent_id"_s, task.agent.value}}}));
    return task;
}

Result<Task> TaskService::insert(Transaction &transaction, const Task &task, const QList<Step> &steps,
                                 const Principal &principal)
{
    TRY(m_transitions.begin(transaction, task));
    QStringList lanes;
    for (const Step &step : steps) {
        TRY(m_steps.insert(transaction, step, task));
        if (step.state == StepState::Ready && step.agent != task.agent && !lanes.contains(step.agent.value))
            lanes.append(step.agent.value);
    }
    QJsonObject payload{{u"agent_id"_s, task.agent.value}, {u"session_id"_s, task.sessionId}};
    if (!lanes.isEmpty())
        payload.insert(u"lanes"_s, QJsonArray::fromStringList(lanes));
    TRY(transaction.announce({.type = EventType::TaskSubmitted,
                              .task = task.id,
                              .actor = principal.name,
                              .message = shortened(task.query, 120),
                              .payload = payload}));
    return task;
}

} // namespace core
