// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/approval/approvalstore.h"
#include "core/base/alarm.h"
#include "core/policy/knownhosts.h"
#include "core/policy/policyservice.h"
#include "core/run/agenttools.h"
#include "core/store/datafolder.h"
#include "core/task/transitions.h"

namespace core {

class OwnerRights;

// Why a tool step must wait for a person, and for whom.
struct ApprovalRequest
{
    QString agent = {};
    QString cluster = {};
    QString title = {};
    QString reason = {};
    QString risk = {};
    QJsonObject arguments = {};
    QString definition = {}; // of a declared tool, as it is asked about
    Deciders deciders = {};
    std::optional<milliseconds> expiry =
        {}; // other than the usual one; when it is over, it counts as rejected
};

// What time does to approvals that wait. Nothing by itself, but for a reminder.
struct ApprovalTimes
{
    milliseconds expiry{0};                   // 0: they wait for as long as it takes
    milliseconds remindAfter{60 * 60 * 1000}; // then once a day; 0: never
    WhenNobodyDecides whenNobodyDecides = WhenNobodyDecides::Reject;
};

// What a person looks at before deciding.
struct ApprovalContent
{
    QJsonObject schema = {}; // of the arguments; empty where the tool is gone
    ActionPreview preview = {};
};

// Asks people for permission and remembers their answer. Backend thread; owned by the core. Every change goes
// through the journal (ApprovalRequested, ApprovalChanged, ApprovalReminded, ApprovalDecided,
// ApprovalExpired). Exactly one decision wins: a later one fails with Conflict and a text that says who
// decided, when and what. A rejection is told to the agent, as the outcome of what it asked for, and the run
// goes on; or it ends the task, where the person says so or there is nothing else to do. Where a rule wants
// several people, each but the last is kept, and other arguments begin anew. Who decides names the values
// that he saw; when they are others by now, nothing is decided. Silence never approves.
//
// An approval is seen by its owner, by administrators, and by whoever may decide it.
class ApprovalService final : public QObject
{
    Q_OBJECT

public:
    struct Context
    {
        Journal &journal;
        Clock &clock;
        ApprovalStore &approvals;
        Transitions &transitions;
        const AgentTools &tools;
        PolicyService &policies;
        KnownHosts &hosts;
        const DataFolder &folder;
        OwnerRights &rights;
        ApprovalTimes times = {};
    };

    explicit ApprovalService(const Context &context);

    // Sets the alarm for what waits in the store.
    Result<void> open();

    // Puts a gate before the tool step, in the transaction of the run engine.
    Result<Approval> request(Transaction &transaction, TaskRun &run, Step &toolStep,
                             const ApprovalRequest &request);

    // Why a step that was approved must be asked again before it begins, under the rule that holds now: it
    // wants others, or more, than approved, or the tool was changed. Empty: what was given stands.
    Result<QString> whyAgain(const Task &task, const Step &toolStep, const Ruling &now,
                             const QString &definition);

    // Refuses without ending the task: whoever calls puts something else in place of what was asked for.
    Result<void> sendBack(Transaction &transaction, const ApprovalId &id, const QString &feedback,
                          const Principal &principal);

    // An id is taken with and without its prefix.
    Result<Approval> find(const ApprovalId &id, const Principal &principal);
    Result<ApprovalContent> content(const ApprovalId &id, const Principal &principal);
    Result<QList<Approval>> ofTask(const TaskId &id); // newest first; for services that know who asks
    Result<QList<Approval>> list(ApprovalFilter filter, const Principal &principal);
    Result<qint64> count(ApprovalFilter filter, const Principal &principal);
    // What waits: the riskiest first, and of those the ones that have waited longest; last what was set
    // aside.
    Result<QList<Approval>> mostUrgent(int limit, const Principal &principal);
    Result<Timestamp> oldestPending(const Principal &principal); // not set when none waits
    // What waits no more, the latest first.
    Result<QList<Approval>> decidedSince(Timestamp from, int limit, const Principal &principal);

    // Fails with NotFound, Forbidden (somebody else must decide), Conflict (decided already; the task has
    // ended; the values are not those that were seen; the same person approved before), or InvalidArgument
    // when edited arguments do not fit the tool. Returns the approval as it is now: still pending when more
    // people must approve.
    Result<Approval> decide(const ApprovalId &id, const Decision &decision, const Principal &principal);

    // What it would be with other values: its title, its risk and whom it takes. Fails as deciding would
    // where they do not fit; nothing is changed.
    Result<Approval> withValues(Approval approval, const QJsonObject &values) const;

    // Adds a rule that allows what this approval asks for, within these bounds, before the rule that asks.
    // Its tool is that of the approval. Fails with Forbidden (only administrators may), Conflict where a rule
    // would deny it meanwhile, or NotFound where there is no such tool any more: then no rule would count.
    Result<PolicyRule> allowFromNowOn(const ApprovalId &id, AllowWithin within, const Principal &principal);

    // Puts one behind all others that wait, or back where it was. Where it is there already, nothing changes
    // and nothing is announced. Fails with NotFound, or with Conflict once it is decided.
    enum class Place { Usual, Aside };
    Result<Approval> setPlace(const ApprovalId &id, Place place, const Principal &principal);

private:
    Result<void> refuseLate(const Approval &approval) const;
    Result<void> refuseAsker(const Approval &approval, const Principal &principal) const;
    Result<QJsonObject> checked(const Approval &approval, const QJsonObject &edited) const;
    Result<void> checkMay(const Approval &approval, const Principal &principal) const;
    Result<void> revalue(Approval &approval, const QJsonObject &values) const;
    Result<PolicyQuestion> questionOf(const Approval &approval, const Tool &tool,
                                      const QJsonObject &values) const;
    Result<void> forgetWhoMayNoMore(Approval &approval) const;
    Result<Approval> approve(Transaction &transaction, Approval approval, const Decision &decision,
                             const Principal &principal);
    Result<void> change(Transaction &transaction, const Approval &approval, EventType type,
                        const QString &actor, const QString &message);
    Result<void> close(Transaction &transaction, Approval &approval, const Decision &decision,
                       EventType type);
    Result<void> carryOut(Transaction &transaction, TaskRun &run, const Approval &approval,
                          Rejection rejection);
    Result<void> refuse(Transaction &transaction, TaskRun &run, const Approval &approval, Step &toolStep);
    Result<void> remind(Transaction &transaction, Approval approval);
    Result<void> endTime(Transaction &transaction, Approval approval);
    void lookAtDue();
    enum class Look { AsDue, Later };
    void setAlarm(Look look);

    Context m_context;
    Alarm m_alarm;
};

} // namespace core
