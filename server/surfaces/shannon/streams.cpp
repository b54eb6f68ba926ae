// SPDX-License-Identifier: GPL-3.0-or-later
// A task's events as they happen: server-sent events and WebSocket, both with exact resume.
#include "core/base/json.h"
#include "core/base/text.h"
#include "server/surfaces/shannon/shannon.h"

#include <QPointer>
#include <QUrl>

namespace server::shannon {

using core::Result;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

QSet<QString> typesOf(const Request &request)
{
    QSet<QString> types;
    for (const QString &type : request.query(u"types").value_or(QString()).split(u',', Qt::SkipEmptyParts))
        types.insert(type.trimmed());
    return types;
}

core::StreamPlace startOf(const Request &request)
{
    const QByteArrayView header = request.header("last-event-id");
    const QString given =
        header.isEmpty() ? request.query(u"last_event_id").value_or(QString()) : QString::fromLatin1(header);
    // The row has checked the query; a header that is none of ours means the beginning, as the contract has
    // it.
    return placeOf(given).value_or(core::StreamPlace{});
}

// A stream of a task that is not there, or is another's, says so in the stream, as the contract has it.
StreamEvent notFound(const QString &task)
{
    return {.event = "ERROR_OCCURRED",
            .data = core::toBytes(QJsonObject{{u"workflow_id"_s, task},
                                              {u"type"_s, u"ERROR_OCCURRED"_s},
                                              {u"message"_s, u"Workflow not found"_s}})};
}

Result<void> openEvents(core::Core &core, TaskStreamHub &hub, const Request &request, EventStream &stream)
{
    const QString task = request.query(u"workflow_id").value_or(QString());
    const core::StreamPlace start = startOf(request);
    const QSet<QString> types = typesOf(request);
    if (core.tasks().find({task}, request.principal) && hub.isOver({task}, start, types)) {
        stream.decline();
        return {};
    }
    stream.comment(QByteArray("connected to workflow " + task.toUtf8()));
    if (!core.tasks().find({task}, request.principal)) {
        stream.send(notFound(task));
        stream.close();
        return {};
    }
    stream.setHeartbeat(10s, "ping");
    QObject::connect(&stream, &EventStream::taken, &hub,
                     [&hub, &stream, task] { hub.goOn({task}, &stream); });
    hub.follow({task}, &stream,
               {.behind = start,
                .types = types,
                .deliver = [&stream](const WireEvent &, const StreamEvent &event) { stream.send(event); },
                .end = [&stream] { stream.close(); },
                .fail = [&stream] { stream.breakOff(); },
                .hasRoom = [&stream] { return stream.hasRoom(); }});
    return {};
}

Result<SocketOpened> openSocket(core::Core &core, TaskStreamHub &hub, const Request &request)
{
    const core::TaskId task{request.query(u"workflow_id").value_or(QString())};
    const core::StreamPlace start = startOf(request);
    TRY(core.tasks().find(task, request.principal));
    return SocketOpened([&hub, task, start, types = typesOf(request)](WebSocket &socket) {
        socket.setLargestMessage(512);
        socket.setPing(20s, 60s);
        QObject::connect(&socket, &WebSocket::taken, &hub,
                         [&hub, &socket, task] { hub.goOn(task, &socket); });
        hub.follow(task, &socket,
                   {.behind = start,
                    .types = types,
                    .deliver = [&socket](const WireEvent &event,
                                         const StreamEvent &) { socket.send(core::toBytes(toJson(event))); },
                    .end = [&socket] { socket.close(1000); },
                    .fail = [&socket] { socket.close(1011, u"The events could not be read"_s); },
                    .hasRoom = [&socket] { return socket.hasRoom(); }});
    });
}

// The redirect keeps the credentials that stand in the query: a browser has no other way to send them.
Result<Response> redirect(core::Core &core, const Request &request)
{
    const QString id = request.parameter(u"id");
    TRY(core.tasks().find({id}, request.principal));
    QByteArray target = "/api/v1/stream/sse?workflow_id=" + QUrl::toPercentEncoding(id);
    for (const QString &name : {u"types"_s, u"last_event_id"_s, u"api_key"_s, u"token"_s}) {
        const QString value = request.query(name).value_or(QString());
        if (!value.isEmpty())
            target += '&' + name.toLatin1() + '=' + QUrl::toPercentEncoding(value);
    }
    return Response::redirect(307, target);
}

std::vector<Field> followQuery()
{
    return {
        {.name = u"types"_s, .maximum = 2000, .summary = u"Raw event types, separated by commas"_s},
        {.name = u"last_event_id"_s,
         .check = [](QStringView text) { return placeOf(text).has_value(); },
         .refusal = u"Invalid last_event_id"_s,
         .summary = u"Resume behind this event"_s},
    };
}

std::vector<Field> streamQuery()
{
    std::vector<Field> query = followQuery();
    query.insert(query.begin(), {.name = u"workflow_id"_s,
                                 .presence = Presence::Required,
                                 .check = [](QStringView text) { return core::isIdentifier(text); },
                                 .refusal = u"Invalid or missing workflow_id"_s,
                                 .missing = u"Invalid or missing workflow_id"_s});
    return query;
}

} // namespace

std::vector<Endpoint> streamEndpoints(core::Core &core, TaskStreamHub &hub)
{
    return {
        {.method = Method::Get,
         .path = "/api/v1/stream/sse",
         .access = core::Scope::TasksRead,
         .handler = OpenStream([&core, &hub](const Request &request, EventStream &stream) {
             return openEvents(core, hub, request, stream);
         }),
         .summary = u"Follow a task as server-sent events"_s,
         .query = streamQuery(),
         .headers = {{.name = u"Last-Event-ID"_s,
                      .maximum = 64,
                      .summary =
                          u"As last_event_id, which it goes before; browsers send it when they come back"_s}},
         .replies = {{.status = 200,
                      .summary = u"A stream of server-sent events"_s,
                      .mediaType = u"text/event-stream"_s},
                     {.status = 204,
                      .summary =
                          u"The task has ended, and nothing stands behind the event that was named"_s}},
         .credentials = Credentials::InHeadersOrQuery},
        {.method = Method::Get,
         .path = "/api/v1/stream/ws",
         .access = core::Scope::TasksRead,
         .handler =
             OpenSocket([&core, &hub](const Request &request) { return openSocket(core, hub, request); }),
         .summary = u"Follow a task over a WebSocket"_s,
         .query = streamQuery(),
         .credentials = Credentials::InHeadersOrQuery},
        {.method = Method::Get,
         .path = "/api/v1/tasks/{id}/stream",
         .access = core::Scope::TasksRead,
         .handler = AnswerNow([&core](const Request &request) { return redirect(core, request); }),
         .summary = u"Go to the stream of a task"_s,
         .parameters = {taskIdParameter()},
         .query = followQuery(),
         .replies = {{.status = 307, .summary = u"Location is the stream, with the query of this request"_s}},
         .credentials = Credentials::InHeadersOrQuery},
    };
}

} // namespace server::shannon
