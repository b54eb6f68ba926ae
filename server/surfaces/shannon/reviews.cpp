// SPDX-License-Identifier: GPL-3.0-or-later
// The talk about a task's plan before it begins.
#include "core/run/modelfailure.h"
#include "server/surfaces/shannon/shannon.h"

#include <QPointer>

namespace server::shannon {

using core::PlanReview;
using core::Result;
using core::ReviewState;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

core::TaskId reviewedTask(const Request &request)
{
    return {request.parameter(u"id")};
}

QString statusOf(ReviewState state)
{
    return state == ReviewState::Approved ? u"approved"_s : u"reviewing"_s;
}

Response reviewResponse(const PlanReview &review)
{
    QJsonArray rounds;
    for (const core::ReviewRound &round : review.rounds) {
        rounds.append(QJsonObject{{u"role"_s, round.role},
                                  {u"message"_s, round.message},
                                  {u"timestamp"_s, core::toText(round.at)}});
    }
    return Response::json(200, QJsonObject{{u"status"_s, statusOf(review.state)},
                                           {u"round"_s, review.version},
                                           {u"version"_s, review.version},
                                           {u"current_plan"_s, review.plan},
                                           {u"rounds"_s, rounds},
                                           {u"query"_s, review.query}})
        .with("ETag", QByteArray::number(review.version));
}

// The version that the caller read, with or without the quotes of an entity tag.
Result<std::optional<int>> versionOf(const Request &request)
{
    QByteArray given = request.header("if-match").toByteArray().trimmed();
    if (given.isEmpty() || given == "*")
        return std::optional<int>();
    if (given.startsWith("W/"))
        given.remove(0, 2);
    if (given.size() > 1 && given.startsWith('"') && given.endsWith('"'))
        given = given.sliced(1, given.size() - 2);
    bool isNumber = false;
    const int version = given.toInt(&isNumber);
    if (!isNumber)
        return core::invalid(u"If-Match"_s, u"If-Match must be the version of the plan"_s);
    return std::optional(version);
}

// The contract has the plan within; clients look for its fields on top as well, where the review itself has
// them.
Response newPlan(const PlanReview &review)
{
    const QJsonObject plan{{u"message"_s, review.plan},
                           {u"round"_s, review.version},
                           {u"version"_s, review.version},
                           {u"intent"_s, u"ready"_s}};
    QJsonObject body = plan;
    body.insert(u"status"_s, u"reviewing"_s);
    body.insert(u"current_plan"_s, review.plan);
    body.insert(u"plan"_s, plan);
    return Response::json(200, body).with("ETag", QByteArray::number(review.version));
}

// The new plan, or why there is none; nothing while the planner is at work.
std::optional<Result<Response>> outcomeOf(core::Core &core, const core::Event &event,
                                          const core::Principal &principal)
{
    if (event.type == core::EventType::ApprovalRequested) {
        const auto review = core.reviews().find(event.task, principal);
        return review ? Result<Response>(newPlan(*review)) : Result<Response>(review.error());
    }
    if (event.type != core::EventType::TaskEnded)
        return {};
    const auto task = core.tasks().find(event.task, principal);
    const auto steps = core.tasks().steps(event.task, principal);
    const auto provider = steps ? core::modelFailureIn(*steps) : std::nullopt;
    const QString ended =
        task && !task->error.isEmpty() ? task->error : u"The task ended before there was a new plan"_s;
    const QString why = provider ? provider->text : ended;
    return Result<Response>(Response::json(502, QJsonObject{{u"error"_s, why}}));
}

// Answers once the planner has: it is asked after this request was written.
void awaitPlan(core::Core &core, const core::TaskId &task, const core::Principal &principal,
               const LateReply &reply)
{
    auto *waiting = new QObject(&core.feed());
    QObject::connect(&core.feed(), &core::Feed::announced, waiting,
                     [&core, task, principal, reply, waiting](const QList<core::Event> &events) {
                         for (const core::Event &event : events) {
                             const auto outcome =
                                 event.task == task ? outcomeOf(core, event, principal) : std::nullopt;
                             if (!outcome)
                                 continue;
                             QObject::disconnect(&core.feed(), nullptr, waiting, nullptr);
                             waiting->deleteLater();
                             return reply.answer(*outcome);
                         }
                     });
    reply.whenGone([guard = QPointer<QObject>(waiting)] {
        if (guard)
            guard->deleteLater();
    });
}

Result<void> act(core::Core &core, const Request &request, const LateReply &reply)
{
    const std::optional<int> version = TRY(versionOf(request));
    const QString message = request.json.value(u"message"_s).toString();
    if (request.json.value(u"action"_s).toString() == "approve"_L1) {
        TRY(core.reviews().approve(reviewedTask(request), message, version, request.principal));
        reply.answer(Response::json(
            200, QJsonObject{{u"status"_s, u"approved"_s}, {u"message"_s, u"Research started"_s}}));
        return {};
    }
    TRY(core.reviews().revise(reviewedTask(request), message, version, request.principal));
    awaitPlan(core, reviewedTask(request), request.principal, reply);
    return {};
}

Field versionHeader()
{
    return sentHeader(u"ETag"_s, u"The version of the plan; for If-Match"_s);
}

} // namespace

std::vector<Endpoint> reviewEndpoints(core::Core &core)
{
    BodyShape body =
        jsonBody({{.name = u"action"_s,
                   .presence = Presence::Required,
                   .allowed = {u"feedback"_s, u"approve"_s},
                   .refusal = u"action must be feedback or approve"_s},
                  {.name = u"message"_s, .summary = u"What to change, or a note; 10 KB at most"_s}});
    body.refusal = u"Invalid request body: %1"_s;
    return {
        {.method = Method::Get,
         .path = "/api/v1/tasks/{id}/review",
         .access = core::Scope::TasksRead,
         .handler = AnswerNow([&core](const Request &request) -> Result<Response> {
             return reviewResponse(TRY(core.reviews().find(reviewedTask(request), request.principal)));
         }),
         .summary = u"Show the plan that waits for a person, and what was said of it"_s,
         .parameters = {taskIdParameter()},
         .replies = {{.status = 200, .summary = u"As it stands"_s, .headers = {versionHeader()}}}},
        {.method = Method::Post,
         .path = "/api/v1/tasks/{id}/review",
         .access = core::Scope::TasksWrite,
         .body = std::move(body),
         .handler = AnswerLater([&core](const Request &request, const LateReply &reply) {
             if (const auto done = act(core, request, reply); !done)
                 reply.answer(done.error());
         }),
         .summary = u"Approve the plan, or send it back with what to change"_s,
         .parameters = {taskIdParameter()},
         .headers = {{.name = u"If-Match"_s,
                      .maximum = 64,
                      .summary =
                          u"The version of the plan that was read, its ETag; another one is refused"_s}},
         .replies =
             {{.status = 200,
               .summary = u"Done"_s,
               .headers = {{.name = u"ETag"_s, .summary = u"The version of the new plan, after feedback"_s}}},
              {.status = 409, .summary = u"The plan has changed, was approved, or is being made anew"_s},
              {.status = 502, .summary = u"The planner failed"_s}},
         .counted = Counted::Yes,
         .deadline = 150s},
    };
}

} // namespace server::shannon
