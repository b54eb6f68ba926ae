// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"
#include "core/base/json.h"
#include "core/tool/audience.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace core {

enum class TaskState {
    Queued,    // accepted and on disk; no step has started
    Running,   // at least one step has started
    Waiting,   // nothing runs; a person must decide something
    Paused,    // a person stopped it for now
    Completed, // the three last ones are final
    Failed,
    Cancelled,
};

enum class TaskMode { Simple, Standard, Complex, Supervisor };
enum class Priority { Low, Normal, High, Critical }; // stored as 0 to 3

template<>
struct Words<TaskState>
{
    static constexpr std::pair<TaskState, const char *> table[] = {
        {TaskState::Queued, "queued"},       {TaskState::Running, "running"},
        {TaskState::Waiting, "waiting"},     {TaskState::Paused, "paused"},
        {TaskState::Completed, "completed"}, {TaskState::Failed, "failed"},
        {TaskState::Cancelled, "cancelled"},
    };
};

template<>
struct Words<TaskMode>
{
    static constexpr std::pair<TaskMode, const char *> table[] = {
        {TaskMode::Simple, "simple"},
        {TaskMode::Standard, "standard"},
        {TaskMode::Complex, "complex"},
        {TaskMode::Supervisor, "supervisor"},
    };
};

template<>
struct Words<Priority>
{
    static constexpr std::pair<Priority, const char *> table[] = {
        {Priority::Low, "low"},
        {Priority::Normal, "normal"},
        {Priority::High, "high"},
        {Priority::Critical, "critical"},
    };
};

inline bool isFinal(TaskState state)
{
    return state >= TaskState::Completed;
}

// What a model used, summed over a task's steps. `cost` is in US dollars, 0 where no price is known.
struct Usage
{
    qint64 inputTokens = 0;
    qint64 outputTokens = 0;
    double cost = 0;

    qint64 totalTokens() const { return inputTokens + outputTokens; }
    Usage &operator+=(const Usage &other)
    {
        inputTokens += other.inputTokens;
        outputTokens += other.outputTokens;
        cost += other.cost;
        return *this;
    }
    friend bool operator==(const Usage &, const Usage &) = default;
};

// What was said before a task, as its caller tells it.
struct EarlierTurn
{
    enum class Speaker { User, Agent };
    Speaker speaker = Speaker::User;
    QString text = {};
};

// How a caller wants the models of a task to be asked.
struct ModelWishes
{
    enum class History { OfSession, AsTold };

    double temperature = -1; // below 0: the agent's
    double topP = -1;        // the same
    double presencePenalty = 0;
    double frequencyPenalty = 0;
    int maxTokens = 0;      // 0: the agent's
    QJsonObject hints = {}; // "seed", "reasoning_effort": for providers of OpenAI's protocol, as they are
    History history = History::OfSession;
    QList<EarlierTurn> told = {}; // in place of the session's own turns, maybe none

    QJsonObject toJson() const; // what is kept with the task; empty parts are left out
    static ModelWishes fromJson(const QJsonObject &options);
};

// What somebody asks for. TaskService::submit() checks it.
struct NewTask
{
    QString query = {};       // required, at most 100,000 characters
    QString sessionId = {};   // an identifier; generated when empty
    QJsonObject context = {}; // free-form, kept as given
    TaskMode mode = TaskMode::Simple;
    QString modelTier = {};
    QString modelOverride = {};
    QString providerOverride = {};
    AgentId agent = {};               // empty: the service chooses
    ConversationId conversation = {}; // set for a turn of a chat; then sessionId equals it
    QStringList askers = {};          // accounts whose words it begins with, where it is not the owner alone
    Audience audience = Audience::Owner;
    Priority priority = Priority::Normal;
    QJsonObject workflow = {}; // of a task that runs in phases; kept in its options
    int maxIterations = 0;     // turns of the model; 0: the default of 25
    double budget = 0;         // US dollars that it may cost; 0: any
    ModelWishes wishes = {};
    QJsonValue input =
        QJsonValue::Undefined; // what an agent that is code gets; {"text": query} when undefined
};

// A context may name the agent that is to do a task, as a text. `field` is what the context is called.
Result<void> checkAgentIn(const QJsonObject &context, const QString &field);

// What `reason` says of a task that failed because its time was over.
inline const QString timeoutReason = QStringLiteral("timeout");

// A row of the table `task`.
struct Task
{
    TaskId id = {};
    QString owner = {};
    QString query = {};
    QString sessionId = {};
    ConversationId conversation = {};
    AgentId agent = {};
    TaskMode mode = TaskMode::Simple;
    Priority priority = Priority::Normal;
    TaskState state = TaskState::Queued;
    QJsonObject context = {};
    QJsonObject options = {}; // model_tier, model_override, provider_override, max_iterations, budget_usd,
                              // budget_tokens, audience, wishes
    QString result = {};
    QString error = {};
    QString model = {};
    QString provider = {};
    Usage usage = {};
    QString reason = {}; // why it was paused or cancelled, as given; of a failed one "timeout" or nothing
    QString actor = {};  // who paused or cancelled it
    Timestamp createdAt = {};
    Timestamp updatedAt = {};
    Timestamp startedAt = {};
    Timestamp finishedAt = {};
    QStringList askers = {}; // accounts whose words it began with, beside the owner
};

// Whether somebody caused it: as its owner, or because it began with his words.
inline bool isAskedBy(const Task &task, const QString &user)
{
    return task.owner == user || task.askers.contains(user);
}

inline Audience audienceOf(const Task &task)
{
    if (!task.askers.isEmpty())
        return Audience::Others;
    return fromWord<Audience>(task.options.value(QLatin1StringView("audience")).toString())
        .value_or(Audience::Owner);
}

} // namespace core
