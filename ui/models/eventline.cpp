// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/eventline.h"

#include "core/base/visibletext.h"
#include "ui/models/translation.h"
#include "ui/models/wording.h"

#include <QJsonArray>

namespace ui {

using namespace Qt::Literals::StringLiterals;
using core::Event;
using core::EventType;

namespace {

constexpr qsizetype longestText = 200;

// Whether what an event began has come to its end since.
enum class Stage { Open, Over };

QString field(const Event &event, QLatin1StringView name)
{
    return core::visibleLine(event.payload.value(name).toString());
}

core::milliseconds durationOf(const Event &event)
{
    return core::milliseconds{event.payload.value("duration_ms"_L1).toInteger()};
}

QString oneLine(const QString &text)
{
    return plainLine(text, longestText);
}

EventLine lineOf(const Event &event, Tone tone, const QString &text, const QString &note = {})
{
    return {.seq = event.seq, .at = event.at, .task = event.task, .tone = tone, .text = text, .note = note};
}

// What a finished step says: its name, and what came out of it where that is a short text.
EventLine finishedStep(const Event &event)
{
    const QString name = field(event, "name"_L1);
    const int calls = event.payload.value("tool_calls"_L1).toInt();
    const QString took = durationText(durationOf(event));
    if (calls > 0)
        return lineOf(event, Tone::Green,
                      calls == 1 ? tr("%1: asked for a tool").arg(name)
                                 : tr("%1: asked for %2 tools").arg(name).arg(calls),
                      took);
    const QString said = plainLine(event.message, longestText);
    return lineOf(event, Tone::Green, said.isEmpty() ? name : tr("%1: %2").arg(name, said), took);
}

EventLine planned(const Event &event)
{
    const auto steps = event.payload.value("plan"_L1).toArray().size();
    return lineOf(event, Tone::Green, steps == 1 ? tr("Planned 1 step") : tr("Planned %1 steps").arg(steps),
                  event.actor);
}

EventLine ofApproval(const Event &event, Stage stage)
{
    const QString title = field(event, "title"_L1);
    if (event.type == EventType::ApprovalRequested) {
        const bool waits = stage == Stage::Open;
        return lineOf(event, waits ? Tone::Amber : Tone::Green, tr("Asked: %1").arg(title),
                      waits ? tr("waits for you") : QString());
    }
    if (event.type == EventType::ApprovalChanged || event.type == EventType::ApprovalReminded)
        return lineOf(event, Tone::Amber, oneLine(event.message), event.actor);
    if (event.type == EventType::ApprovalExpired)
        return lineOf(event, Tone::Red, tr("Nobody decided in time: %1").arg(title));
    if (event.payload.value("sent_back"_L1).toBool())
        return lineOf(event, Tone::Neutral, tr("Sent back: %1").arg(oneLine(field(event, "feedback"_L1))),
                      event.actor);
    const bool approved = field(event, "status"_L1) == "approved"_L1;
    return lineOf(event, approved ? Tone::Green : Tone::Red, oneLine(event.message), event.actor);
}

QString withReason(const QString &text, const Event &event)
{
    const QString reason = oneLine(field(event, "reason"_L1));
    return reason.isEmpty() ? text : tr("%1: %2").arg(text, reason);
}

// What happens to a task as a whole. Nothing for what follows from another event.
std::optional<EventLine> ofTask(const Event &event)
{
    switch (event.type) {
    case EventType::TaskSubmitted:
        return lineOf(event, Tone::Neutral, tr("Submitted"), event.actor);
    case EventType::TaskPaused:
        return lineOf(event, Tone::Neutral, withReason(tr("Paused"), event), event.actor);
    case EventType::TaskResumed:
        return lineOf(event, Tone::Accent, withReason(tr("Resumed"), event), event.actor);
    case EventType::TaskRetried:
        return lineOf(event, Tone::Accent, tr("Started again"), event.actor);
    case EventType::TaskCancelled:
        return lineOf(event, Tone::Neutral, withReason(tr("Cancelled"), event), event.actor);
    case EventType::TaskCompleted:
        return lineOf(event, Tone::Green, tr("Completed"), durationText(durationOf(event)));
    case EventType::TaskFailed:
        return lineOf(event, Tone::Red, tr("Failed: %1").arg(oneLine(event.message)));
    default:
        return {};
    }
}

std::optional<EventLine> timelineLine(const Event &event, Stage stage)
{
    switch (event.type) {
    case EventType::StepsPlanned:
        return planned(event);
    case EventType::StepStarted:
        return lineOf(event, Tone::Accent, field(event, "name"_L1), tr("runs"));
    case EventType::StepFinished:
        return finishedStep(event);
    case EventType::StepFailed:
        return lineOf(event, Tone::Red, tr("%1: %2").arg(field(event, "name"_L1), oneLine(event.message)));
    case EventType::StepUncertain:
        return lineOf(event, Tone::Violet, tr("%1 was interrupted").arg(field(event, "name"_L1)),
                      tr("uncertain"));
    case EventType::StepResolved:
        return lineOf(event, Tone::Neutral, oneLine(event.message), event.actor);
    case EventType::ApprovalRequested:
    case EventType::ApprovalDecided:
    case EventType::ApprovalExpired:
    case EventType::ApprovalChanged:
    case EventType::ApprovalReminded:
        return ofApproval(event, stage);
    default:
        return ofTask(event);
    }
}

bool isSettling(EventType type)
{
    return type == EventType::ApprovalDecided || type == EventType::ApprovalExpired ||
           type == EventType::StepFinished || type == EventType::StepFailed ||
           type == EventType::StepUncertain || type == EventType::StepsPlanned;
}

} // namespace

std::optional<EventLine> activityLine(const Event &event, const QString &title)
{
    switch (event.type) {
    case EventType::TaskStarted:
    case EventType::TaskEnded:
    case EventType::StepsPlanned:
    case EventType::StepStarted:
    case EventType::StepFinished:
    case EventType::StepFailed:
    case EventType::StepResolved:
    case EventType::AnswerGiven:
    case EventType::RoomJoined:
    case EventType::RoomLeft:
    case EventType::RoomMessageSent:
    case EventType::RoomMessageEdited:
    case EventType::RoomMessageDeleted:
    case EventType::RoomReceiptGiven:
    case EventType::SessionTitled:
        return {};
    case EventType::RoomMessageRefused:
        return lineOf(event, Tone::Amber, oneLine(event.message));
    case EventType::TaskCompleted:
        return lineOf(event, Tone::Green,
                      tr("Completed in %1: %2").arg(durationText(durationOf(event)), title));
    case EventType::StepUncertain:
        return lineOf(event, Tone::Violet, tr("Interrupted: %1").arg(title));
    case EventType::ApprovalRequested:
    case EventType::ApprovalDecided:
    case EventType::ApprovalExpired:
    case EventType::ApprovalChanged:
    case EventType::ApprovalReminded:
        return lineOf(event, event.type == EventType::ApprovalRequested ? Tone::Amber : Tone::Neutral,
                      oneLine(event.message));
    case EventType::ConversationStarted:
    case EventType::ConversationChanged:
        return lineOf(event, Tone::Neutral, tr("Conversation: %1").arg(oneLine(event.message)));
    default:
        break;
    }
    if (const auto line = ofTask(event))
        return lineOf(event, line->tone, tr("%1: %2").arg(line->text.section(u':', 0, 0), title));
    return lineOf(event, Tone::Neutral, oneLine(event.message));
}

QList<EventLine> timelineOf(const QList<Event> &events)
{
    QHash<QString, qint64> settled; // subject to the newest event that ended it
    for (const Event &event : events) {
        if (isSettling(event.type))
            settled.insert(event.subject, event.seq);
    }
    const bool hasEnded = !events.isEmpty() && events.last().type == EventType::TaskEnded;
    QList<EventLine> lines;
    for (const Event &event : events) {
        const bool over = hasEnded || settled.value(event.subject, 0) > event.seq;
        if (event.type == EventType::StepStarted && over)
            continue;
        if (const auto line = timelineLine(event, over ? Stage::Over : Stage::Open))
            lines.append(*line);
    }
    return lines;
}

} // namespace ui
