// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/coreauthenticator.h"
#include "server/http/journalgate.h"
#include "server/http/server.h"
#include "server/surfaces/surfaces.h"
#include "tests/server/testserver.h"
#include "tests/support/answercheck.h"
#include "tests/support/testcore.h"

#include <QJsonDocument>

// An answer with its body as JSON.
struct JsonAnswer : tests::Answer
{
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }

    // at("error.message"): the value at that path.
    QJsonValue at(const QString &path) const
    {
        QJsonValue value = json();
        for (const QString &part : path.split(u'.'))
            value = value.isArray() ? value.toArray().at(part.toInt()) : value.toObject().value(part);
        return value;
    }
    QString text(const QString &path) const { return at(path).toString(); }
};

// For who sends more than the limits of the contracts let.
inline server::SurfaceOptions withoutLimits()
{
    return {
        .requestsPerMinute = 0, .agentApiRequestsPerHour = 0, .workflowsPerMinute = 0, .signInsPerMinute = 0};
}

// All of Signalbox without windows: a core in a temporary folder, with a scripted model and a clock that
// stands still, and the real server with all surfaces on a port of its own. Requests carry the
// administrator's key unless they are given one of their own. A test fails when an answer is not what
// /openapi.json says of it; see AnswerCheck.
class TestSignalbox
{
public:
    explicit TestSignalbox(core::CoreOptions coreOptions = {}, server::ServerOptions options = {},
                           const server::SurfaceOptions &surfaceOptions = {})
        : core(std::move(coreOptions))
        , key(core.firstKey.toLatin1())
        , gate(core->journal())
        , keys(core->access())
        , surfaces(*core, surfaceOptions)
        , answers(surfaces.observer())
    {
        core.start();
        options.limits.tick = std::min(options.limits.tick, std::chrono::milliseconds(20));
        options.limits.askTime = std::min(options.limits.askTime, std::chrono::milliseconds(200));
        auto made = server::Server::create(options, surfaces.tables(),
                                           {.authenticator = keys,
                                            .commits = gate,
                                            .rates = core->access().rates(),
                                            .observer = &answers,
                                            .replies = &core->replies()});
        if (!made)
            qFatal("%s", qPrintable(made.error().text));
        server = *std::move(made);
        answers.read(server->surfaces());
        surfaces.watch(*server);
        const auto bound = server->listen(QStringLiteral("127.0.0.1"), 0);
        if (!bound)
            qFatal("%s", qPrintable(bound.error().text));
        port = *bound;
    }

    // A key of its own user that may do just this.
    QByteArray keyFor(core::Scopes scopes, const QString &owner = QStringLiteral("ada"))
    {
        const auto made = core->keys().create(owner, owner, scopes, core::localOperator());
        if (!made || !core->journal().commit())
            qFatal("no key");
        return made->secret.toLatin1();
    }

    JsonAnswer request(const QByteArray &method, const QByteArray &path, const QByteArray &body = {},
                       const QByteArray &headers = {})
    {
        QByteArray lines = headers;
        const QByteArray lower = headers.toLower();
        if (!lower.contains("x-api-key:") && !lower.contains("authorization:"))
            lines += "X-API-Key: " + key + "\r\n";
        return send(method, path, body, lines);
    }
    JsonAnswer request(const QByteArray &method, const QByteArray &path, const QJsonObject &body,
                       const QByteArray &headers = {})
    {
        return request(method, path, QJsonDocument(body).toJson(QJsonDocument::Compact), headers);
    }
    JsonAnswer get(const QByteArray &path) { return request("GET", path); }
    JsonAnswer requestWithoutKey(const QByteArray &method, const QByteArray &path,
                                 const QByteArray &body = {})
    {
        return send(method, path, body, {});
    }

    // A connection of its own whose answer does not end: what comes is in Client::input.
    std::unique_ptr<tests::Client> open(const QByteArray &method, const QByteArray &path,
                                        const QByteArray &body = {}, const QByteArray &headers = {})
    {
        auto client = std::make_unique<tests::Client>(port);
        client->heard = [method, path](const tests::Answer &answer) {
            AnswerCheck::check(method, path, answer);
        };
        client->send(tests::request(method + ' ' + path, "X-API-Key: " + key + "\r\n" + headers, body));
        return client;
    }

    // The rows of the tables, so that a test can say that nothing was stored.
    QList<qint64> rows()
    {
        QList<qint64> counts;
        for (const auto sql :
             {"SELECT COUNT(*) FROM event", "SELECT COUNT(*) FROM task", "SELECT COUNT(*) FROM step",
              "SELECT COUNT(*) FROM approval", "SELECT COUNT(*) FROM policy_rule",
              "SELECT COUNT(*) FROM api_key", "SELECT COUNT(*) FROM cluster", "SELECT COUNT(*) FROM agent",
              "SELECT COUNT(*) FROM conversation", "SELECT COUNT(*) FROM document"}) {
            auto found = core->database().run(QLatin1StringView(sql));
            counts.append(found && found->next() ? found->integer(0) : -1);
        }
        return counts;
    }

    TestCore core;
    QByteArray key;
    server::JournalGate gate;
    server::CoreAuthenticator keys;
    server::Surfaces surfaces;
    AnswerCheck answers;
    std::unique_ptr<server::Server> server;
    quint16 port = 0;

private:
    JsonAnswer send(const QByteArray &method, const QByteArray &path, const QByteArray &body,
                    QByteArray lines)
    {
        if (body.isEmpty() && method != "GET" && method != "DELETE")
            lines += "Content-Length: 0\r\n";
        if (!body.isEmpty() && !lines.toLower().contains("content-type:"))
            lines += "Content-Type: application/json\r\n";
        if (!m_client || m_client->closed())
            m_client = std::make_unique<tests::Client>(port);
        JsonAnswer answer;
        static_cast<tests::Answer &>(answer) =
            m_client->ask(tests::request(method + ' ' + path, lines, body));
        if (answer.status == 0 || answer.header("connection").toLower() == "close")
            m_client.reset();
        if (answer.status != 0)
            AnswerCheck::check(method, path, answer);
        return answer;
    }

    std::unique_ptr<tests::Client> m_client;
};
