// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions: their list, their history and their turns.
#include "server/surfaces/shannon/sessionjson.h"
#include "server/surfaces/shannon/shannon.h"

namespace server::shannon {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostTasksOfHistory = 1000;
constexpr int mostEvents = 5000;

QString sessionOf(const Request &request)
{
    return request.parameter(u"sessionId");
}

Result<Response> listSessions(core::Core &core, const Request &request)
{
    core::SessionFilter filter{
        .limit = numberOr(request, u"limit", {.least = 1, .most = 100, .usual = 20}),
        .offset = placeOr(request, u"offset", {.least = 0, .most = 1'000'000'000, .usual = 0})};
    if (const auto before = request.query(u"before"); before && !before->isEmpty())
        filter.before = TRY(core.sessions().find(*before, request.principal)).number;
    QJsonArray sessions;
    for (const core::SessionEntry &entry : TRY(core.sessions().list(filter, request.principal)))
        sessions.append(sessionSummaryJson(entry, core.clock().now()));
    return Response::json(200,
                          QJsonObject{{u"sessions"_s, sessions},
                                      {u"total_count"_s, TRY(core.sessions().count(request.principal))}});
}

Result<Response> showSession(core::Core &core, const Request &request)
{
    return Response::json(200,
                          sessionJson(TRY(core.sessions().entry(sessionOf(request), request.principal))));
}

Result<Response> history(core::Core &core, const Request &request)
{
    const core::Session session = TRY(core.sessions().find(sessionOf(request), request.principal));
    const auto offset = static_cast<int>(request.queryInteger(u"offset", 0));
    QJsonArray tasks;
    for (const core::Task &task : TRY(core.sessions().turns(session, offset, mostTasksOfHistory)))
        tasks.append(historyJson(task, TRY(core.tasks().figures(task.id, request.principal))));
    return Response::json(
        200, QJsonObject{{u"session_id"_s, session.id}, {u"tasks"_s, tasks}, {u"total"_s, session.tasks}});
}

// What the contract has a word for; the pieces of answers are not stored, so none are among them.
Result<QList<WireEvent>> eventsOf(core::Core &core, const core::Task &task, qsizetype room)
{
    QList<WireEvent> events;
    for (const core::Event &event : TRY(core.feed().events({.task = task.id, .limit = 2 * mostEvents})))
        events.append(toWire(event));
    if (events.size() > room) {
        return core::failure(
            core::ErrorCode::TooLarge,
            u"Session has too many events. Please use pagination with smaller turn limits."_s);
    }
    return events;
}

Result<Response> events(core::Core &core, const Request &request)
{
    const core::Session session = TRY(core.sessions().find(sessionOf(request), request.principal));
    const auto offset = static_cast<int>(request.queryInteger(u"offset", 0));
    const auto limit = static_cast<int>(request.queryInteger(u"limit", 10));
    const WithPayload withPayload =
        request.queryFlag(u"include_payload", false) ? WithPayload::Yes : WithPayload::No;
    QJsonArray turns;
    qsizetype told = 0;
    for (const core::Task &task : TRY(core.sessions().turns(session, offset, limit))) {
        const QList<WireEvent> happened = TRY(eventsOf(core, task, mostEvents - told));
        told += happened.size();
        turns.append(turnJson(task, happened, offset + turns.size() + 1, withPayload));
    }
    return Response::json(
        200, QJsonObject{{u"session_id"_s, session.id}, {u"count"_s, session.tasks}, {u"turns"_s, turns}});
}

Result<Response> rename(core::Core &core, const Request &request)
{
    const core::Session session = TRY(core.sessions().rename(
        sessionOf(request), request.json.value(u"title"_s).toString(), request.principal));
    return Response::json(200, QJsonObject{{u"session_id"_s, session.id}, {u"title"_s, session.title}});
}

Result<Response> removeSession(core::Core &core, const Request &request)
{
    TRY(core.sessions().remove(sessionOf(request), request.principal));
    return Response::empty(204);
}

Endpoint reading(const QByteArray &path, const QString &summary, AnswerNow handler,
                 std::vector<Field> query = {})
{
    return {.method = Method::Get,
            .path = path,
            .access = core::Scope::SessionsRead,
            .handler = std::move(handler),
            .summary = summary,
            .query = std::move(query)};
}

Endpoint writing(Method method, const QString &summary, BodyShape body, AnswerNow handler)
{
    return {.method = method,
            .path = "/api/v1/sessions/{sessionId}",
            .access = core::Scope::SessionsWrite,
            .body = std::move(body),
            .handler = std::move(handler),
            .summary = summary,
            .counted = Counted::Yes};
}

} // namespace

std::vector<Endpoint> sessionEndpoints(core::Core &core)
{
    Endpoint all = reading("/api/v1/sessions", u"List sessions, newest first"_s,
                           [&core](const Request &request) { return listSessions(core, request); },
                           {{.name = u"limit"_s, .summary = u"1 to 100; 20 when absent or anything else"_s},
                            {.name = u"offset"_s},
                            {.name = u"before"_s, .summary = u"The last session_id of the page before"_s}});
    all.counted = Counted::Yes;
    BodyShape title = jsonBody({{.name = u"title"_s, .summary = u"1 to 60 characters"_s}});
    title.refusal = u"Invalid request body"_s;
    return {
        std::move(all),
        reading("/api/v1/sessions/{sessionId}",
                u"Show a session, by its id or the name that a client gave it"_s,
                [&core](const Request &request) { return showSession(core, request); }),
        reading("/api/v1/sessions/{sessionId}/history", u"List the tasks of a session, oldest first"_s,
                [&core](const Request &request) { return history(core, request); }, {offsetField()}),
        reading("/api/v1/sessions/{sessionId}/events",
                u"List the turns of a session with what happened in each"_s,
                [&core](const Request &request) { return events(core, request); },
                {limitField(100), offsetField(), {.name = u"include_payload"_s, .type = FieldType::Boolean}}),
        writing(Method::Patch, u"Rename a session"_s, std::move(title),
                [&core](const Request &request) { return rename(core, request); }),
        writing(Method::Delete, u"Delete a session; its tasks stay"_s, {},
                [&core](const Request &request) { return removeSession(core, request); }),
    };
}

} // namespace server::shannon
