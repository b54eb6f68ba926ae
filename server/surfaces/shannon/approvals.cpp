// SPDX-License-Identifier: GPL-3.0-or-later
// What agents ask for, and what people decide.
#include "core/base/json.h"
#include "core/base/text.h"
#include "server/surfaces/shannon/shannon.h"

namespace server::shannon {

using core::ApprovalState;
using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonArray approvedBy(const core::Approval &approval)
{
    QJsonArray names;
    for (const core::Approver &approver : approval.approvers)
        names.append(approver.name);
    return names;
}

QJsonObject toJson(const core::Approval &approval)
{
    QJsonObject json{{u"approval_id"_s, approval.id.value},
                     {u"workflow_id"_s, approval.task.value},
                     {u"step_id"_s, approval.step.value},
                     {u"agent"_s, approval.agent},
                     {u"cluster"_s, approval.cluster},
                     {u"tool"_s, approval.tool},
                     {u"proposed_action"_s, approval.title},
                     {u"arguments"_s, approval.arguments},
                     {u"reason"_s, approval.reason},
                     {u"risk"_s, approval.risk},
                     {u"status"_s, core::toWord(approval.state)},
                     {u"approvals_needed"_s, approval.deciders.needed},
                     {u"approved_by"_s, approvedBy(approval)},
                     {u"set_aside"_s, core::isSet(approval.setAsideAt)},
                     {u"requested_at"_s, core::toText(approval.requestedAt)},
                     {u"expires_at"_s, core::toText(approval.expiresAt)}};
    if (approval.edited)
        json.insert(u"edited_arguments"_s, *approval.edited);
    if (approval.state == ApprovalState::Pending)
        return json;
    json.insert(u"decision"_s, core::toWord(approval.state));
    json.insert(u"decided_by"_s, approval.decidedBy);
    json.insert(u"decided_at"_s, core::toText(approval.decidedAt));
    json.insert(u"feedback"_s, approval.feedback);
    json.insert(u"claimed_by"_s, approval.claimedBy);
    return json;
}

Result<Response> list(core::Core &core, const Request &request)
{
    core::ApprovalFilter filter{.task = {request.query(u"workflow_id").value_or(QString())},
                                .before = {request.query(u"before").value_or(QString())},
                                .limit = static_cast<int>(request.queryInteger(u"limit", 100)),
                                .offset = static_cast<int>(request.queryInteger(u"offset", 0))};
    filter.state = core::fromWord<ApprovalState>(request.query(u"status").value_or(QString()));
    QJsonArray approvals;
    for (const core::Approval &approval : TRY(core.approvals().list(filter, request.principal)))
        approvals.append(toJson(approval));
    return Response::json(
        200, QJsonObject{{u"approvals"_s, approvals},
                         {u"total_count"_s, TRY(core.approvals().count(filter, request.principal))}});
}

Result<Response> show(core::Core &core, const Request &request)
{
    return Response::json(200,
                          toJson(TRY(core.approvals().find({request.parameter(u"id")}, request.principal))));
}

// The contract's modified_action is a text: the arguments as JSON. An object is taken as well; anything else
// is no "nothing", since then the proposal would be carried out in place of what was meant.
Result<std::optional<QJsonObject>> argumentsIn(const QJsonObject &json, const QString &name)
{
    const QJsonValue given = json.value(name);
    if (given.isObject())
        return std::optional(given.toObject());
    if (given.isUndefined() || given.isNull())
        return std::optional<QJsonObject>();
    if (!given.isString())
        return core::invalid(name, u"%1 must be the tool's arguments as a JSON object"_s.arg(name));
    if (given.toString().isEmpty())
        return std::optional<QJsonObject>();
    const auto parsed = core::parseRequest(given.toString().toUtf8());
    if (!parsed)
        return core::invalid(name, u"%1 must be the tool's arguments as a JSON object: "_s.arg(name) +
                                       parsed.error().text);
    return std::optional(*parsed);
}

// The contract's answer; where one approval is not enough, also who gave theirs so far.
QJsonObject outcomeOf(const core::Approval &approval, const QString &run)
{
    const auto missing = approval.deciders.needed - approval.approvers.size();
    const QString message =
        approval.state == ApprovalState::Pending
            ? u"Approval %1 is kept; it needs %2 more"_s.arg(approval.id.value).arg(missing)
            : u"Approval %1 processed successfully"_s.arg(approval.id.value);
    QJsonObject body{{u"status"_s, u"sent"_s}, {u"success"_s, true},
                     {u"message"_s, message},  {u"workflow_id"_s, approval.task.value},
                     {u"run_id"_s, run},       {u"approval_id"_s, approval.id.value}};
    if (approval.deciders.needed > 1) {
        body.insert(u"approvals_needed"_s, approval.deciders.needed);
        body.insert(u"approved_by"_s, approvedBy(approval));
    }
    return body;
}

// Somebody decided before: who, when and what.
Result<Response> tooLate(core::Core &core, const core::ApprovalId &id, const core::Error &error,
                         const core::Principal &principal)
{
    QJsonObject body = toJson(TRY(core.approvals().find(id, principal)));
    body.insert(u"error"_s, error.text);
    return Response::json(409, body);
}

Result<Response> decide(core::Core &core, const Request &request)
{
    const QString workflow = request.json.value(u"workflow_id"_s).toString();
    const core::ApprovalId id = core::approvalIdFrom(request.json.value(u"approval_id"_s).toString());
    const auto found = core.approvals().find(id, request.principal);
    if (!found || found->task.value != workflow)
        return core::failure(core::ErrorCode::NotFound, u"Workflow or approval not found"_s);
    const core::Decision decision{
        .verdict =
            request.json.value(u"approved"_s).toBool() ? core::Verdict::Approve : core::Verdict::Reject,
        .seen = TRY(argumentsIn(request.json, u"seen_action"_s)),
        .edited = TRY(argumentsIn(request.json, u"modified_action"_s)),
        .feedback = request.json.value(u"feedback"_s).toString(),
        .claimedBy = request.json.value(u"approved_by"_s).toString(),
        .rejection = request.json.value(u"end_task"_s).toBool() ? core::Rejection::EndsTask
                                                                : core::Rejection::AnswersAgent,
    };
    if (decision.verdict == core::Verdict::Approve && decision.rejection == core::Rejection::EndsTask)
        return core::invalid(u"end_task"_s, u"end_task goes with a rejection: approved must be false"_s);
    const auto decided = core.approvals().decide(id, decision, request.principal);
    if (!decided && decided.error().code == core::ErrorCode::Conflict)
        return tooLate(core, id, decided.error(), request.principal);
    const core::Approval now = TRY(decided);
    return Response::json(200, outcomeOf(now, request.json.value(u"run_id"_s).toString()));
}

Result<Response> setPlace(core::Core &core, const Request &request, core::ApprovalService::Place place)
{
    const core::ApprovalId id = core::approvalIdFrom(request.parameter(u"id"));
    const auto moved = core.approvals().setPlace(id, place, request.principal);
    if (!moved && moved.error().code == core::ErrorCode::Conflict)
        return tooLate(core, id, moved.error(), request.principal);
    return Response::json(200, toJson(TRY(moved)));
}

std::vector<Field> decisionFields()
{
    const QString missing = u"workflow_id and approval_id are required"_s;
    return {
        {.name = u"workflow_id"_s, .presence = Presence::Required, .missing = missing},
        {.name = u"approval_id"_s, .presence = Presence::Required, .missing = missing},
        {.name = u"run_id"_s},
        {.name = u"approved"_s, .type = FieldType::Boolean, .summary = u"false when absent"_s},
        {.name = u"feedback"_s,
         .maximum = 10'000,
         .summary =
             u"A note that the agent reads before it goes on. With a rejection it is the answer to the "
             "agent"_s},
        {.name = u"end_task"_s,
         .type = FieldType::Boolean,
         .summary =
             u"With a rejection: end the task too. Without it the run goes on, and the agent reads that "
             "a person rejected the call, and why"_s},
        {.name = u"modified_action"_s,
         .type = FieldType::Any,
         .summary = u"The arguments to run with instead"_s},
        {.name = u"seen_action"_s,
         .type = FieldType::Any,
         .summary =
             u"The arguments that were looked at: the approval's `edited_arguments`, or else its "
             u"`arguments`. "
             "When they are others by now, nothing is decided. Absent: whatever stands there is meant"_s},
        {.name = u"approved_by"_s,
         .maximum = 200,
         .summary = u"Kept as a claim; who decided is the key's owner"_s},
    };
}

Endpoint placeEndpoint(core::Core &core, const QByteArray &path, core::ApprovalService::Place place,
                       const QString &summary)
{
    const core::Timestamp time = core::fromStored(1'767'225'600'000);
    core::Approval example{.id = {u"approval-123"_s},
                           .task = {u"task-123"_s},
                           .step = {u"step-123"_s},
                           .agent = u"assistant"_s,
                           .tool = u"write_file"_s,
                           .title = u"Write refund.md (1.2 KB)"_s,
                           .arguments = {{u"path"_s, u"refund.md"_s}},
                           .reason = u"Writing needs a person."_s,
                           .risk = u"medium"_s,
                           .requestedAt = time};
    core::Approval decided = example;
    decided.state = ApprovalState::Approved;
    decided.decidedBy = u"Ada"_s;
    decided.decidedAt = time;
    QJsonObject late = toJson(decided);
    late.insert(u"error"_s, u"Ada already approved this at 2026-01-01T00:00:00.000Z"_s);
    example.setAsideAt = place == core::ApprovalService::Place::Aside ? time : core::Timestamp{};
    return {.method = Method::Post,
            .path = path,
            .access = core::Scope::ApprovalsDecide,
            .handler =
                AnswerNow([&core, place](const Request &request) { return setPlace(core, request, place); }),
            .summary = summary,
            .description =
                u"It waits on, for everybody: `set_aside` of the answer says where it is. Where it is there "
                "already, nothing changes."_s,
            .replies = {{.status = 200, .summary = u"The approval"_s, .example = toJson(example)},
                        {.status = 409,
                         .summary = u"Somebody decided before: decided_by, decided_at and decision"_s,
                         .example = late}},
            .counted = Counted::Yes};
}

} // namespace

std::vector<Endpoint> approvalEndpoints(core::Core &core)
{
    using core::Scope;
    const Field status{.name = u"status"_s,
                       .allowed = {u"pending"_s, u"approved"_s, u"rejected"_s, u"expired"_s, u"cancelled"_s},
                       .refusal = u"Invalid status value"_s};
    BodyShape body = jsonBody(decisionFields());
    body.refusal = u"Invalid request body: %1"_s;
    return {
        {.method = Method::Get,
         .path = "/api/v1/approvals",
         .access = Scope::ApprovalsRead,
         .handler = AnswerNow([&core](const Request &request) { return list(core, request); }),
         .summary = u"List approvals, newest first"_s,
         .query = {status,
                   identifierField(u"workflow_id"_s, u"Invalid workflow ID format"_s),
                   limitField(500),
                   {.name = u"offset"_s,
                    .type = FieldType::Integer,
                    .minimum = 0,
                    .maximum = core::ApprovalFilter::mostSkipped},
                   {.name = u"before"_s, .summary = u"The last id of the page before; faster than offset"_s}},
         .counted = Counted::Yes},
        {.method = Method::Get,
         .path = "/api/v1/approvals/{id}",
         .access = Scope::ApprovalsRead,
         .handler = AnswerNow([&core](const Request &request) { return show(core, request); }),
         .summary = u"Show an approval"_s},
        {.method = Method::Post,
         .path = "/api/v1/approvals/decision",
         .access = Scope::ApprovalsDecide,
         .body = body,
         .handler = AnswerNow([&core](const Request &request) { return decide(core, request); }),
         .summary = u"Approve, reject, or approve with changes"_s,
         .description =
             u"A rejection is an answer to the agent: its run goes on without the call, and the same "
             "call is refused in that run without asking again. `end_task` ends the task as well. "
             "Where a rule wants several people (`approvals_needed`), each approval but the last is "
             "kept (`approved_by`) and the action runs with the last; other arguments begin anew. "
             "Who sends what he looked at (`seen_action`) decides nothing that another person changed "
             "meanwhile."_s,
         .replies = {{.status = 409,
                      .summary =
                          u"Somebody was first: decided_by, decided_at and decision; or the values are not "
                          "those of seen_action any more: the approval as it is now"_s}},
         .counted = Counted::Yes},
        placeEndpoint(core, "/api/v1/approvals/{id}/set-aside", core::ApprovalService::Place::Aside,
                      u"Put an approval behind all others that wait"_s),
        placeEndpoint(core, "/api/v1/approvals/{id}/take-up", core::ApprovalService::Place::Usual,
                      u"Put an approval that was set aside back where it was"_s),
    };
}

} // namespace server::shannon
