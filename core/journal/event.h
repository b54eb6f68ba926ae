// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"

#include <QJsonObject>
#include <QMetaType>

namespace core {

// Everything that can have happened, as past facts. Surfaces translate these into the words of their
// contract.
enum class EventType {
    TaskSubmitted,
    TaskStarted,
    TaskPaused,
    TaskResumed,
    TaskCancelled,
    TaskRetried,
    TaskCompleted,
    TaskFailed,
    TaskEnded, // the last event of a run, after any of the final ones
    StepsPlanned,
    StepStarted,
    StepFinished,
    StepFailed,
    StepUncertain,
    StepResolved,
    AnswerGiven, // the canonical answer of the task
    ApprovalRequested,
    ApprovalDecided,
    ApprovalExpired,
    ApprovalChanged,  // it still waits: one of several people approved it, or it was set aside
    ApprovalReminded, // it still waits, and people are told so
    PolicyChanged,
    ClusterDeployed,
    ClusterChanged,
    ClusterDeleted,
    AgentScaled,
    AgentDeployed,
    AgentFailed, // it could not be deployed
    AgentDeleted,
    SessionOpened,
    SessionStarted,
    SessionCompleted,
    SessionFailed,
    SessionExpired,
    WebhookCreated,
    WebhookDeleted,
    DocumentAdded,
    DocumentChanged, // shared, or not any more
    DocumentDeleted,
    KeyCreated,
    KeyRevoked,
    AccountCreated,
    AccountChanged,
    InvitationCreated,
    InvitationDeleted,
    SignedIn,
    SignInRefused,
    TokenRefreshed,
    TokenReused, // a refresh token came twice: it was stolen
    ConversationStarted,
    ConversationChanged,
    ProviderChanged,
    WorkflowDeleted,
    RoomOpened,
    RoomJoined,
    RoomLeft,
    RoomChanged,
    RoomEnded,
    RoomRemoved,
    RoomMessageSent,
    RoomMessageEdited,
    RoomMessageDeleted,
    RoomMessageRefused, // by moderation; it was not stored
    RoomReceiptGiven,
    SettingChanged,
    SessionTitled, // told with the end of its first task
    SessionChanged,
    SessionDeleted,
    ScheduleCreated,
    ScheduleChanged,
    ScheduleDeleted,
    ScheduleRan,
    ScheduleSkipped, // its last run had not ended
    BudgetReached,   // most of what a task may spend is spent
};

template<>
struct Words<EventType>
{
    static constexpr std::pair<EventType, const char *> table[] = {
        {EventType::TaskSubmitted, "task.submitted"},
        {EventType::TaskStarted, "task.started"},
        {EventType::TaskPaused, "task.paused"},
        {EventType::TaskResumed, "task.resumed"},
        {EventType::TaskCancelled, "task.cancelled"},
        {EventType::TaskRetried, "task.retried"},
        {EventType::TaskCompleted, "task.completed"},
        {EventType::TaskFailed, "task.failed"},
        {EventType::TaskEnded, "task.ended"},
        {EventType::StepsPlanned, "step.planned"},
        {EventType::StepStarted, "step.started"},
        {EventType::StepFinished, "step.finished"},
        {EventType::StepFailed, "step.failed"},
        {EventType::StepUncertain, "step.uncertain"},
        {EventType::StepResolved, "step.resolved"},
        {EventType::AnswerGiven, "task.answered"},
        {EventType::ApprovalRequested, "approval.requested"},
        {EventType::ApprovalDecided, "approval.decided"},
        {EventType::ApprovalExpired, "approval.expired"},
        {EventType::ApprovalChanged, "approval.changed"},
        {EventType::ApprovalReminded, "approval.reminded"},
        {EventType::PolicyChanged, "policy.changed"},
        {EventType::ClusterDeployed, "cluster.deployed"},
        {EventType::ClusterChanged, "cluster.changed"},
        {EventType::ClusterDeleted, "cluster.deleted"},
        {EventType::AgentScaled, "agent.scaled"},
        {EventType::AgentDeployed, "agent.deployed"},
        {EventType::AgentFailed, "agent.failed"},
        {EventType::AgentDeleted, "agent.deleted"},
        {EventType::SessionOpened, "session.opened"},
        {EventType::SessionStarted, "session.started"},
        {EventType::SessionCompleted, "session.completed"},
        {EventType::SessionFailed, "session.failed"},
        {EventType::SessionExpired, "session.expired"},
        {EventType::WebhookCreated, "webhook.created"},
        {EventType::WebhookDeleted, "webhook.deleted"},
        {EventType::DocumentAdded, "document.added"},
        {EventType::DocumentChanged, "document.changed"},
        {EventType::DocumentDeleted, "document.deleted"},
        {EventType::KeyCreated, "key.created"},
        {EventType::KeyRevoked, "key.revoked"},
        {EventType::AccountCreated, "account.created"},
        {EventType::AccountChanged, "account.changed"},
        {EventType::InvitationCreated, "invitation.created"},
        {EventType::InvitationDeleted, "invitation.deleted"},
        {EventType::SignedIn, "account.signed_in"},
        {EventType::SignInRefused, "account.refused"},
        {EventType::TokenRefreshed, "token.refreshed"},
        {EventType::TokenReused, "token.reused"},
        {EventType::ConversationStarted, "conversation.started"},
        {EventType::ConversationChanged, "conversation.changed"},
        {EventType::ProviderChanged, "provider.changed"},
        {EventType::WorkflowDeleted, "workflow.deleted"},
        {EventType::RoomOpened, "room.opened"},
        {EventType::RoomJoined, "room.joined"},
        {EventType::RoomLeft, "room.left"},
        {EventType::RoomChanged, "room.changed"},
        {EventType::RoomEnded, "room.ended"},
        {EventType::RoomRemoved, "room.removed"},
        {EventType::RoomMessageSent, "room.message_sent"},
        {EventType::RoomMessageEdited, "room.message_edited"},
        {EventType::RoomMessageDeleted, "room.message_deleted"},
        {EventType::RoomMessageRefused, "room.message_refused"},
        {EventType::RoomReceiptGiven, "room.receipt_given"},
        {EventType::SettingChanged, "setting.changed"},
        {EventType::SessionTitled, "session.titled"},
        {EventType::SessionChanged, "session.changed"},
        {EventType::SessionDeleted, "session.deleted"},
        {EventType::ScheduleCreated, "schedule.created"},
        {EventType::ScheduleChanged, "schedule.changed"},
        {EventType::ScheduleDeleted, "schedule.deleted"},
        {EventType::ScheduleRan, "schedule.ran"},
        {EventType::ScheduleSkipped, "schedule.skipped"},
        {EventType::BudgetReached, "budget.reached"},
    };
};

// One fact. `seq` is given by the journal, grows without end over all tasks, and orders everything;
// `message` is a sentence for people; `payload` is what a program needs to act without asking again.
struct Event
{
    EventType type = EventType::TaskSubmitted;
    TaskId task = {};     // empty when it is of no task
    QString subject = {}; // the id of the step, approval, cluster, agent, document, key, conversation or room
    QString actor = {};   // who did it: a person, a key's owner, or an agent's name
    QString message = {};
    QJsonObject payload = {};
    qint64 seq = 0;
    Timestamp at = {};
};

// A piece of an answer while a model writes it. Not stored: the whole text follows as StepFinished.
// `after` is the seq of the newest stored event of the task and `index` counts from 1 behind it, so
// (after, index) orders pieces among the events and names a place to resume from.
struct Partial
{
    TaskId task = {};
    StepId step = {};
    QString agent = {};
    QString text = {};
    qint64 after = 0;
    int index = 0;
    Timestamp at = {};
};

} // namespace core

Q_DECLARE_METATYPE(core::Event)
Q_DECLARE_METATYPE(core::Partial)
