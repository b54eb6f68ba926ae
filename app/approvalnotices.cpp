// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/approvalnotices.h"

#include "core/policy/policyrule.h"
#include "ui/models/decisions.h"
#include "ui/models/planwords.h"

#include <algorithm>

namespace app {

using core::Approval;
using core::ApprovalId;
using core::ApprovalState;
using core::Core;
using core::EventType;
using core::Result;

namespace {

constexpr int mostAtOnce = 3;
constexpr int mostRead = 1000;

// Where much is at stake it is louder, and nobody approves without having looked.
ui::Importance importanceOf(const Approval &approval)
{
    const auto risk = core::fromWord<core::Risk>(approval.risk).value_or(core::Risk::Medium);
    switch (risk) {
    case core::Risk::High:
        return {.urgency = ui::Urgency::Critical, .offer = ui::Offer::Reject};
    case core::Risk::Low:
        return {.urgency = ui::Urgency::Low};
    case core::Risk::Medium:
        break;
    }
    return {};
}

} // namespace

ApprovalNotices::ApprovalNotices(Parts parts, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
{
    connect(&m_parts.backend, &ui::Backend::announced, this, &ApprovalNotices::hear);
    connect(&m_parts.backend.decisions(), &ui::Decisions::changed, this, &ApprovalNotices::count);
    connect(&m_parts.notifications, &ui::Notifications::opened, this, &ApprovalNotices::openRequested);
    connect(&m_parts.notifications, &ui::Notifications::approveRequested, this,
            [this](const ApprovalId &id) { decide(id, core::Verdict::Approve); });
    connect(&m_parts.notifications, &ui::Notifications::rejectRequested, this,
            [this](const ApprovalId &id) { decide(id, core::Verdict::Reject); });
    m_pause.setSingleShot(true);
    m_pause.setInterval(m_parts.pause);
    connect(&m_pause, &QTimer::timeout, this, &ApprovalNotices::tellRest);
    count();
}

void ApprovalNotices::hear(const QList<core::Event> &events)
{
    bool isOther = false;
    for (const core::Event &event : events) {
        switch (event.type) {
        case EventType::ApprovalRequested:
        case EventType::ApprovalReminded:
            tell({event.subject});
            break;
        case EventType::ApprovalChanged:
            refresh({event.subject});
            continue;
        case EventType::ApprovalDecided:
        case EventType::ApprovalExpired:
            withdraw({event.subject});
            break;
        case EventType::TaskEnded:
            withdrawAllOf(event.task);
            break;
        default:
            continue;
        }
        isOther = true;
    }
    if (isOther)
        count();
}

void ApprovalNotices::tell(const ApprovalId &id)
{
    if (m_parts.isWatched())
        return;
    if (m_shown >= mostAtOnce) {
        m_rest.append(id);
        return;
    }
    ++m_shown;
    m_pause.start();
    m_parts.backend.call(
        this,
        [id, principal = m_parts.backend.principal()](Core &core) {
            return core.approvals().find(id, principal);
        },
        [this](const Result<Approval> &approval) {
            if (approval && approval->state == ApprovalState::Pending)
                show(*approval);
        });
}

// What a notification offers to decide is what it tells.
void ApprovalNotices::refresh(const ApprovalId &id)
{
    if (!m_told.contains(id))
        return;
    m_parts.backend.call(
        this,
        [id, principal = m_parts.backend.principal()](Core &core) {
            return core.approvals().find(id, principal);
        },
        [this, id](const Result<Approval> &approval) {
            if (approval && m_told.contains(id) && core::valuesOf(*approval) == m_told.value(id).seen)
                return;
            withdraw(id);
            if (approval && approval->state == ApprovalState::Pending && !m_parts.isWatched())
                show(*approval);
        });
}

// What came during the pause and still waits.
void ApprovalNotices::tellRest()
{
    m_shown = 0;
    const QList<ApprovalId> rest = std::exchange(m_rest, {});
    if (rest.isEmpty() || m_parts.isWatched())
        return;
    m_shown = mostAtOnce;
    m_pause.start();
    m_parts.backend.call(
        this,
        [rest, principal = m_parts.backend.principal()](Core &core) -> Result<QList<Approval>> {
            QList<Approval> waiting = TRY(core.approvals().mostUrgent(mostRead, principal));
            waiting.removeIf([&rest](const Approval &approval) { return !rest.contains(approval.id); });
            return waiting;
        },
        [this](const Result<QList<Approval>> &waiting) {
            if (!waiting || waiting->isEmpty())
                return;
            if (waiting->size() > mostAtOnce)
                return showMany(*waiting);
            for (const Approval &approval : *waiting)
                show(approval);
        });
}

void ApprovalNotices::show(const Approval &approval)
{
    m_told.insert(approval.id,
                  {.task = approval.task, .title = approval.title, .seen = core::valuesOf(approval)});
    const QString body =
        ui::isPlan(approval) ? QString(approval.title + u'\n' + ui::planExcerpt(approval)) : approval.title;
    m_parts.notifications.tell(
        approval.id,
        (approval.reminders > 0 ? tr("%1 still waits for you") : tr("%1 asks")).arg(approval.agent), body,
        importanceOf(approval));
}

// The most urgent one stands for them: it is opened, and withdrawn when it is decided.
void ApprovalNotices::showMany(const QList<Approval> &approvals)
{
    const Approval &first = approvals.constFirst();
    m_told.insert(first.id, {.task = first.task, .title = first.title, .seen = core::valuesOf(first)});
    m_parts.notifications.tell(first.id, tr("%1 approvals wait for you").arg(approvals.size()),
                               tr("%1 and %2 more").arg(first.title).arg(approvals.size() - 1),
                               {.urgency = importanceOf(first).urgency, .offer = ui::Offer::Open});
}

void ApprovalNotices::withdraw(const ApprovalId &id)
{
    m_rest.removeAll(id);
    if (m_told.remove(id))
        m_parts.notifications.withdraw(id);
}

void ApprovalNotices::withdrawAllOf(const core::TaskId &task)
{
    const QList<ApprovalId> ids = m_told.keys();
    for (const ApprovalId &id : ids) {
        if (m_told.value(id).task == task)
            withdraw(id);
    }
}

// Many announcements while a count is under way cause one more.
void ApprovalNotices::count()
{
    m_countAgain = m_counting;
    if (m_counting)
        return;
    m_counting = true;
    m_parts.backend.call(
        this,
        [principal = m_parts.backend.principal()](Core &core) {
            return core.approvals().count({.state = ApprovalState::Pending}, principal);
        },
        [this](const Result<qint64> &waiting) {
            m_counting = false;
            if (waiting)
                m_parts.tray.setWaiting(std::max(0, int(*waiting) - m_parts.backend.decisions().heldCount()));
            if (m_countAgain)
                count();
        });
}

// It can be taken back in the window for a while, as every decision.
void ApprovalNotices::decide(const ApprovalId &id, core::Verdict verdict)
{
    const Told told = m_told.value(id);
    m_parts.backend.decisions().decide(
        {.ids = {id}, .decision = {.verdict = verdict, .seen = told.seen}, .title = told.title}, this,
        [this](const Result<ui::DecisionOutcome> &outcome) {
            if (const auto error = outcome ? outcome->error : outcome.error())
                m_parts.tray.tell(tr("Nothing was decided"), error->text);
        });
}

} // namespace app
