// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/approvalinbox.h"

#include "core/review/planreview.h"
#include "ui/models/decisions.h"
#include "ui/models/planwords.h"
#include "ui/models/timetext.h"

#include <algorithm>

namespace ui {

namespace {

constexpr int most = 1000; // of each list
constexpr int mostInterrupted = 50;

std::optional<core::milliseconds> medianOf(const QList<core::Approval> &decided)
{
    QList<core::milliseconds> waits;
    for (const core::Approval &approval : decided) {
        if (approval.state == core::ApprovalState::Approved ||
            approval.state == core::ApprovalState::Rejected)
            waits.append(approval.decidedAt - approval.requestedAt);
    }
    if (waits.isEmpty())
        return {};
    std::sort(waits.begin(), waits.end());
    return waits[waits.size() / 2];
}

// A task that waits for no approval waits because a step was interrupted, and is not safe to repeat.
core::Result<QList<core::TaskId>> interruptedIn(core::Core &core, const core::Principal &principal,
                                                const QList<core::Approval> &waiting)
{
    QSet<core::TaskId> asked;
    for (const core::Approval &approval : waiting)
        asked.insert(approval.task);
    QList<core::TaskId> found;
    const core::TaskFilter filter{.states = {core::TaskState::Waiting}, .limit = mostInterrupted};
    for (const core::Task &task : TRY(core.tasks().list(filter, principal))) {
        if (asked.contains(task.id))
            continue;
        const QList<core::Step> steps = TRY(core.tasks().steps(task.id, principal));
        if (std::any_of(steps.begin(), steps.end(),
                        [](const core::Step &step) { return step.state == core::StepState::Uncertain; }))
            found.prepend(task.id);
    }
    return found;
}

core::Result<QSet<core::ApprovalId>> sentBackAmong(core::Core &core, const core::Principal &principal,
                                                   const QList<core::Approval> &decided)
{
    QSet<core::ApprovalId> ids;
    for (const core::Approval &approval : decided) {
        if (isPlan(approval) && core::isSentBack(approval, TRY(core.tasks().steps(approval.task, principal))))
            ids.insert(approval.id);
    }
    return ids;
}

core::Result<InboxContent> read(core::Core &core, const core::Principal &principal)
{
    InboxContent content{.now = core.clock().now()};
    content.waiting = TRY(core.approvals().mostUrgent(most, principal));
    content.waitingInAll = TRY(core.approvals().count({.state = core::ApprovalState::Pending}, principal));
    content.interrupted = TRY(interruptedIn(core, principal, content.waiting));
    content.decided = TRY(core.approvals().decidedSince(startOfDay(content.now), most, principal));
    content.sentBack = TRY(sentBackAmong(core, principal, content.decided));
    content.medianWait = medianOf(content.decided);
    return content;
}

// A task that ends takes its approvals with it; that matters only while some wait.
bool concernsApprovals(const core::Event &event, bool anyWaits)
{
    switch (event.type) {
    case core::EventType::ApprovalRequested:
    case core::EventType::ApprovalDecided:
    case core::EventType::ApprovalExpired:
    case core::EventType::ApprovalChanged:
    case core::EventType::StepUncertain:
    case core::EventType::StepResolved:
        return true;
    case core::EventType::TaskCancelled:
    case core::EventType::TaskFailed:
        return anyWaits;
    default:
        return false;
    }
}

} // namespace

ApprovalInbox::ApprovalInbox(Backend &backend, QObject *parent)
    : QObject(parent)
    , m_backend(backend)
{
    m_later.setSingleShot(true);
    m_later.setInterval(std::chrono::seconds{1});
    connect(&m_later, &QTimer::timeout, this, &ApprovalInbox::reload);
    connect(&backend, &Backend::announced, this, [this](const QList<core::Event> &events) {
        const bool anyWaits = m_reading || !m_content.waiting.isEmpty() || !m_content.interrupted.isEmpty();
        if (std::any_of(events.begin(), events.end(),
                        [anyWaits](const core::Event &event) { return concernsApprovals(event, anyWaits); }))
            reload();
    });
}

void ApprovalInbox::reload()
{
    if (m_reading) {
        m_again = true;
        return;
    }
    m_reading = true;
    m_backend.call(
        this, [principal = m_backend.principal()](core::Core &core) { return read(core, principal); },
        [this](const core::Result<InboxContent> &content) {
            m_reading = false;
            if (content) {
                m_content = *content;
                leaveOutHeld();
                emit changed();
            } else {
                m_later.start();
                emit failed(content.error());
            }
            if (std::exchange(m_again, false))
                reload();
        });
}

// What a person has decided and may still undo waits for nobody.
void ApprovalInbox::leaveOutHeld()
{
    const qsizetype held = m_content.waiting.removeIf(
        [this](const core::Approval &approval) { return m_backend.decisions().isHeld(approval.id); });
    m_content.waitingInAll -= held;
}

} // namespace ui
