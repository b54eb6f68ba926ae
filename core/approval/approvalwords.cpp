// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/approval/approvalwords.h"

#include "core/base/json.h"
#include "core/base/numbertext.h"
#include "core/base/visibletext.h"
#include "core/tool/actionwords.h"

#include <QJsonArray>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostChanges = 3;
constexpr qsizetype longestValue = 60;

QString shownValue(const QJsonValue &value)
{
    if (value.isUndefined())
        return u"not given"_s;
    const QString text = value.isString()   ? visibleLine(value.toString())
                         : value.isDouble() ? numberText(value)
                                            : visibleLine(toCompactText(value));
    return text.isEmpty() ? u"empty"_s : shortenedWithin(text, longestValue);
}

void collectChanges(const QJsonObject &before, const QJsonObject &now, const QString &path,
                    QStringList &changes)
{
    QStringList names = now.keys() + before.keys();
    names.removeDuplicates();
    for (const QString &name : std::as_const(names)) {
        const QJsonValue was = before.value(name);
        const QJsonValue is = now.value(name);
        const QString here = path.isEmpty() ? name : QString(path + u'.' + name);
        if (was == is)
            continue;
        if (was.isObject() && is.isObject())
            collectChanges(was.toObject(), is.toObject(), here, changes);
        else if (shownValue(is) == shownValue(was)) // long ones, shortened
            changes.append(u"%1 is another one"_s.arg(visibleLine(here)));
        else
            changes.append(
                u"%1 is %2 now and was %3"_s.arg(visibleLine(here), shownValue(is), shownValue(was)));
    }
}

} // namespace

QJsonObject payloadOf(const Approval &approval)
{
    QJsonArray approvedBy;
    for (const Approver &approver : approval.approvers)
        approvedBy.append(approver.name);
    QJsonObject payload{
        {u"approval_id"_s, approval.id.value},
        {u"step_id"_s, approval.step.value},
        {u"agent_id"_s, approval.agentId.value},
        {u"agent"_s, approval.agent},
        {u"cluster"_s, approval.cluster},
        {u"tool"_s, approval.tool},
        {u"title"_s, approval.title},
        {u"arguments"_s, approval.arguments},
        {u"reason"_s, approval.reason},
        {u"risk"_s, approval.risk},
        {u"status"_s, toWord(approval.state)},
        {u"approvals_needed"_s, approval.deciders.needed},
        {u"approved_by"_s, approvedBy},
        {u"requested_at"_s, toText(approval.requestedAt)},
        {u"expires_at"_s, toText(approval.expiresAt)},
    };
    if (approval.edited)
        payload.insert(u"edited_arguments"_s, *approval.edited);
    if (approval.state == ApprovalState::Pending)
        return payload;
    payload.insert(u"decision"_s, toWord(approval.state));
    payload.insert(u"decided_by"_s, approval.decidedBy);
    payload.insert(u"decided_at"_s, toText(approval.decidedAt));
    payload.insert(u"feedback"_s, approval.feedback);
    return payload;
}

QString messageOf(const Approval &approval)
{
    switch (approval.state) {
    case ApprovalState::Approved:
        return approval.edited ? u"Approved with changes: %1"_s.arg(approval.title)
                               : u"Approved: %1"_s.arg(approval.title);
    case ApprovalState::Rejected:
        return u"Rejected: %1"_s.arg(approval.title);
    default:
        return u"Nobody decided in time: %1"_s.arg(approval.title);
    }
}

QString stillNeededIn(const Approval &approval)
{
    const auto missing = approval.deciders.needed - approval.approvers.size();
    const QString others = missing == 1 ? u"one more person must"_s : u"%1 more people must"_s.arg(missing);
    return u"%1 approved, and %2: %3"_s.arg(
        approval.approvers.isEmpty() ? u"Nobody"_s : approval.approvers.last().name, others, approval.title);
}

QString changedSince(const Approval &approval, const QJsonObject &seen)
{
    QStringList changes;
    collectChanges(seen, valuesOf(approval), {}, changes);
    const qsizetype more = changes.size() - mostChanges;
    if (more > 0)
        changes = changes.first(mostChanges) + QStringList{u"%1 more values are others"_s.arg(more)};
    const QString who = approval.approvers.isEmpty() ? u"Somebody"_s : approval.approvers.first().name;
    return u"%1 changed the values meanwhile: %2."_s.arg(who, changes.join(u", "_s));
}

QString refusalIn(const Approval &approval)
{
    if (approval.state == ApprovalState::Expired)
        return u"Nobody decided about this call in time, so it was not done."_s;
    return approval.feedback.isEmpty() ? u"A person rejected this call."_s
                                       : u"A person rejected this call: %1"_s.arg(approval.feedback);
}

QString waitedInWords(milliseconds waited)
{
    if (waited >= 48h)
        return u"%1 days"_s.arg(waited / 24h);
    return waited >= 1h ? u"%1 h"_s.arg(waited / 1h) : u"%1 min"_s.arg(waited / 1min);
}

Error alreadyDecided(const Approval &approval)
{
    if (approval.state == ApprovalState::Cancelled)
        return failure(ErrorCode::Conflict, u"The task ended before anybody decided"_s);
    if (approval.state == ApprovalState::Expired)
        return failure(ErrorCode::Conflict, u"The approval expired at %1"_s.arg(toText(approval.decidedAt)));
    return failure(ErrorCode::Conflict,
                   u"%1 already %2 this at %3"_s.arg(approval.decidedBy, toWord(approval.state),
                                                     toText(approval.decidedAt)));
}

} // namespace core
