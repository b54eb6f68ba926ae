// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/review/reviewservice.h"

#include "core/base/text.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostRounds = 10;
constexpr qsizetype longestMessage = 10 * 1024;
constexpr qsizetype longestTitle = 80;

QList<Step> plannedIn(const TaskRun &run)
{
    QList<Step> planned;
    for (const Step &step : run.steps) {
        if (!isFinished(step.state))
            planned.append(step);
    }
    return planned;
}

QString titleOf(qsizetype steps, const Task &task)
{
    const QString what =
        steps == 1 ? u"Follow a plan of one step"_s : u"Follow a plan of %1 steps"_s.arg(steps);
    return u"%1: %2"_s.arg(what, shortened(task.query.simplified(), longestTitle));
}

bool isOver(const Approval &approval)
{
    return approval.state == ApprovalState::Expired || approval.state == ApprovalState::Cancelled;
}

} // namespace

ReviewService::ReviewService(Journal &journal, Transitions &transitions, ApprovalService &approvals,
                             AgentDirectory &agents, ProviderRegistry &providers)
    : m_journal(journal)
    , m_transitions(transitions)
    , m_approvals(approvals)
    , m_agents(agents)
    , m_providers(providers)
{
}

Result<void> ReviewService::propose(Transaction &transaction, TaskRun &run, const StepId &planStep)
{
    const QList<Step> planned = plannedIn(run);
    if (planned.isEmpty() || isFinal(run.task.state))
        return {};
    const Step start{.id = newId<StepId>("step-"_L1),
                     .task = run.task.id,
                     .position = static_cast<int>(run.steps.size()),
                     .kind = StepKind::Join,
                     .name = u"Start"_s,
                     .agent = run.task.agent,
                     .tool = reviewTool,
                     .after = {planStep},
                     .createdAt = transaction.now()};
    for (Step &step : run.steps) {
        if (isFinished(step.state) || !step.after.contains(planStep))
            continue;
        step.after.replace(step.after.indexOf(planStep), start.id);
        TRY(m_transitions.write(transaction, run, step));
    }
    TRY(m_transitions.add(transaction, run, start));
    const AgentProfile agent = TRY(m_agents.profile(run.task.agent));
    const PlanReview earlier = reviewOf(run.task, TRY(m_approvals.ofTask(run.task.id)));
    TRY(m_approvals.request(
        transaction, run, *run.step(start.id),
        {.agent = agent.name,
         .cluster = agent.cluster,
         .title = titleOf(planned.size(), run.task),
         .reason = u"The task asks for a review of its plan"_s,
         .risk = u"low"_s,
         .arguments = {{u"plan"_s, inWords(planned)}, {u"version"_s, earlier.version + 1}},
         .expiry = reviewTime(run.task)}));
    return {};
}

Result<PlanReview> ReviewService::find(const TaskId &id, const Principal &principal)
{
    const Task task = TRY(m_transitions.load(id)).task;
    if (!principal.sees(task.owner))
        return failure(ErrorCode::NotFound, u"Task not found"_s);
    const QList<Approval> approvals = TRY(m_approvals.ofTask(id));
    PlanReview review = reviewOf(task, approvals);
    if (review.version == 0)
        return failure(ErrorCode::NotFound, u"Review not found"_s);
    const Approval newest = TRY(m_approvals.find(review.approval, principal));
    if (isOver(newest))
        return failure(ErrorCode::NotFound, u"Review expired"_s);
    if (newest.state == ApprovalState::Rejected && isFinal(task.state))
        return failure(ErrorCode::NotFound, u"Review not found"_s);
    return review;
}

// A review that a person can still say something to.
Result<PlanReview> ReviewService::open(const TaskId &id, std::optional<int> version,
                                       const Principal &principal)
{
    PlanReview review = TRY(find(id, principal));
    if (review.state == ReviewState::Approved)
        return failure(ErrorCode::Conflict, u"The plan was already approved"_s);
    if (review.state == ReviewState::Planning)
        return failure(ErrorCode::Conflict, u"The review is locked while a new plan is being made"_s);
    if (version && *version != review.version) {
        return failure(ErrorCode::Conflict,
                       u"The plan has changed: you read version %1, this is version %2"_s.arg(*version).arg(
                           review.version));
    }
    return review;
}

Result<PlanReview> ReviewService::revise(const TaskId &id, const QString &feedback,
                                         std::optional<int> version, const Principal &principal)
{
    const PlanReview review = TRY(open(id, version, principal));
    if (feedback.trimmed().isEmpty())
        return invalid(u"message"_s, u"message is required"_s);
    if (feedback.toUtf8().size() > longestMessage)
        return invalid(u"message"_s, u"message is longer than 10 KB"_s);
    if (review.version >= mostRounds)
        return failure(
            ErrorCode::Conflict,
            u"There were %1 rounds already: approve the plan or cancel the task"_s.arg(mostRounds));
    TRY(m_journal.record([&](Transaction &transaction) -> Result<void> {
        TaskRun run = TRY(m_transitions.load(id));
        TRY(m_approvals.sendBack(transaction, review.approval, feedback, principal));
        for (const Step &step : plannedIn(run))
            TRY(m_transitions.remove(transaction, run, step.id));
        TRY(m_transitions.add(transaction, run,
                              {.id = newId<StepId>("step-"_L1),
                               .task = id,
                               .position = static_cast<int>(run.steps.size()),
                               .kind = StepKind::Plan,
                               .name = u"Plan"_s,
                               .state = StepState::Blocked,
                               .agent = run.task.agent,
                               .input = {{u"instruction"_s, TRY(instructionFor(run, review, feedback))}},
                               .createdAt = transaction.now()}));
        return m_transitions.settle(transaction, run);
    }));
    return find(id, principal);
}

// Who plans by rule reads what is wanted as one wish; a model is told what it said and what to change.
Result<QString> ReviewService::instructionFor(const TaskRun &run, const PlanReview &review,
                                              const QString &feedback) const
{
    const AgentProfile agent = TRY(m_agents.profile(run.task.agent));
    const Provider *provider =
        TRY(m_providers.find(run.task.options.value("provider_override"_L1).toString(agent.provider)));
    if (provider->plans())
        return QString(run.task.query + u'\n' + feedback);
    return u"This was your plan:\n%1\n\nThe person who reads it says:\n%2\n\nMake a new plan."_s.arg(
        review.plan, feedback);
}

Result<PlanReview> ReviewService::approve(const TaskId &id, const QString &note, std::optional<int> version,
                                          const Principal &principal)
{
    const PlanReview review = TRY(open(id, version, principal));
    TRY(m_approvals.decide(review.approval, {.verdict = Verdict::Approve, .feedback = note}, principal));
    return find(id, principal);
}

} // namespace core
