// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/approvalnotices.h"

#include "ui/models/planwords.h"

namespace app {

using core::Approval;
using core::ApprovalId;
using core::ApprovalState;
using core::Core;
using core::EventType;
using core::Result;

namespace {

constexpr qsizetype mostAtOnce = 3;

} // namespace

ApprovalNotices::ApprovalNotices(Parts parts, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
{
    connect(&m_parts.backend, &ui::Backend::announced, this, &ApprovalNotices::hear);
    connect(&m_parts.notifications, &ui::Notifications::opened, this, &ApprovalNotices::openRequested);
    connect(&m_parts.notifications, &ui::Notifications::approveRequested, this,
            [this](const ApprovalId &id) { decide(id, core::Verdict::Approve); });
    connect(&m_parts.notifications, &ui::Notifications::rejectRequested, this,
            [this](const ApprovalId &id) { decide(id, core::Verdict::Reject); });
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
    if (m_told.size() >= mostAtOnce || m_parts.isWatched())
        return;
    m_parts.backend.call(
        this,
        [id, principal = m_parts.backend.principal()](Core &core) {
            return core.approvals().find(id, principal);
        },
        [this](const Result<Approval> &approval) {
            if (!approval || approval->state != ApprovalState::Pending || m_told.size() >= mostAtOnce)
                return;
            m_told.insert(approval->id, approval->task);
            const QString body = ui::isPlan(*approval)
                                     ? QString(approval->title + u'\n' + ui::planExcerpt(*approval))
                                     : approval->title;
            m_parts.notifications.tell(approval->id, tr("%1 asks").arg(approval->agent), body);
        });
}

void ApprovalNotices::withdraw(const ApprovalId &id)
{
    if (m_told.remove(id))
        m_parts.notifications.withdraw(id);
}

void ApprovalNotices::withdrawAllOf(const core::TaskId &task)
{
    const QList<ApprovalId> told = m_told.keys(task);
    for (const ApprovalId &id : told)
        withdraw(id);
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
                m_parts.tray.setWaiting(int(*waiting));
            if (m_countAgain)
                count();
        });
}

void ApprovalNotices::decide(const ApprovalId &id, core::Verdict verdict)
{
    m_parts.backend.call(
        this,
        [id, verdict, principal = m_parts.backend.principal()](Core &core) {
            return core.approvals().decide(id, {.verdict = verdict}, principal);
        },
        [this](const Result<Approval> &decided) {
            if (!decided)
                m_parts.tray.tell(tr("Nothing was decided"), decided.error().text);
        });
}

} // namespace app
