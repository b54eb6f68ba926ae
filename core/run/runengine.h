// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approvalservice.h"
#include "core/base/alarm.h"
#include "core/fleet/instances.h"
#include "core/journal/feed.h"
#include "core/policy/knownhosts.h"
#include "core/policy/policyservice.h"
#include "core/provider/providerregistry.h"
#include "core/provider/retrypolicy.h"
#include "core/review/reviewservice.h"
#include "core/run/agentdirectory.h"
#include "core/run/agenttools.h"
#include "core/run/outcomes.h"
#include "core/run/shifttimer.h"
#include "core/run/stepwork.h"
#include "core/store/datafolder.h"
#include "core/tool/toolregistry.h"

#include <QSet>

#include <unordered_map>

namespace core {

// What the run engine works with. All of it outlives the engine.
struct RunContext
{
    Journal &journal;
    Feed &feed;
    Clock &clock;
    TaskStore &tasks;
    StepStore &steps;
    Transitions &transitions;
    ApprovalService &approvals;
    ReviewService &reviews;
    PolicyService &policies;
    KnownHosts &hosts;
    AgentTools &tools;
    ProviderRegistry &providers;
    AgentDirectory &agents;
    CodeAgentService &code;
    Instances &instances;
    const DataFolder &folder;
};

// Runs the steps of tasks. It knows one thing: given the rows, start what is ready. Backend thread; owned by
// the core. A step is written as started, and only after that commit its effect begins; its outcome is
// written together with the steps that follow from it. What is in memory here is only which effects are under
// way; losing it loses no more than their outcomes, and open() sorts those out.
//
// What arrives (outcomes, freed instances, announcements) is gathered and worked off in a shift, which
// commits at its end. So whoever only reads never waits behind a transaction of the engine.
//
// A disk that cannot be written does not lose an outcome: it is kept and written again each second, and a
// lane whose step could not be started is looked at again then, and not before.
//
// Until it is open it starts nothing and hears nothing: what is submitted meanwhile waits in its rows.
class RunEngine final : public QObject
{
    Q_OBJECT

public:
    explicit RunEngine(const RunContext &context);
    ~RunEngine() override;

    // What a process that died left running starts anew where its tool is safe to repeat and waits as
    // uncertain for a person where it is not. Then begins to run. May be tried again after it failed; does
    // nothing once it has been opened or drained.
    Result<void> open();

    // Starts nothing more; drained() is emitted once no effect is under way.
    void drain();
    // Stops the effects that are safe to repeat and makes their steps ready for the next start.
    Result<void> park();
    qsizetype running() const { return static_cast<qsizetype>(m_work.size()); }

signals:
    void drained();

private:
    struct Running
    {
        TaskRun run;
        Step step;
        std::unique_ptr<StepWork> work;
    };
    struct Arrived
    {
        Step step;
        StepOutcome outcome;
    };

    enum class State { Closed, Open, Draining, Drained };

    void hear(const QList<Event> &events);
    void lookLater(const AgentId &lane);
    void retrySoon();
    void lookSoon(const AgentId &lane);
    void shift();
    void tellWhenDrained();
    void stopWorkOf(const TaskId &task);
    void look(const AgentId &lane);
    void lookEverywhere();
    void lookAtPostponed();
    void setPostponedAlarm();
    void countQueue(const AgentId &lane);
    void failOrphans(const AgentId &lane);
    void recount();
    static constexpr QLatin1StringView agentRemoved{"The agent of this task was removed."};
    enum class Started { Runs, Waits, Failed };
    Result<Started> start(const Step &ready);
    Result<Started> prepareTool(Transaction &transaction, TaskRun &run, const StepId &id);
    Result<void> writeStarted(Transaction &transaction, TaskRun &run, const StepId &id);
    void begin(const StepId &id);
    std::unique_ptr<StepWork> effectOf(const Running &running);
    std::unique_ptr<StepWork> modelEffect(const Running &running, const AgentProfile &agent);
    std::unique_ptr<StepWork> toolEffect(const Running &running);
    std::unique_ptr<StepWork> codeEffect(const Running &running);
    // Whether the rules let a tool that runs go on with other arguments unasked.
    Result<bool> allowsAlso(const Task &task, const Step &step, const QJsonObject &arguments);
    void finish(const Step &step, const StepOutcome &outcome);
    Result<void> record(Transaction &transaction, TaskRun &run, const StepId &id, const StepOutcome &outcome);
    Result<bool> postponed(Transaction &transaction, TaskRun &run, const StepId &id, const Error &error);
    void keep(const Step &step, const StepOutcome &outcome);
    void forget(const StepId &id);
    Result<void> recover();
    QString providerOf(const Task &task, const AgentProfile &agent) const;
    Planner plannerOf(const Task &task, const AgentProfile &agent) const;

    RunContext m_context;
    RetryPolicy m_retries;
    Alarm m_postponed;
    Alarm m_recount;
    ShiftTimer m_shift;
    QTimer m_retryTimer;
    std::unordered_map<QString, Running> m_work; // by step
    QList<Arrived> m_arrived;
    QSet<AgentId> m_lanes; // to look at in the next shift
    QList<Arrived> m_unrecorded;
    QSet<AgentId> m_later;               // lanes to look at again because a start failed
    QHash<AgentId, QString> m_turns;     // whose step a lane took last
    QHash<AgentId, Timestamp> m_counted; // when the queue of a lane was last counted
    QSet<AgentId> m_uncounted;           // lanes whose queue has grown since
    bool m_isUnread = false;             // looking everywhere failed and is owed
    State m_state = State::Closed;
};

} // namespace core
