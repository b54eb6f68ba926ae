// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/server/testserver.h"

#include <QJsonDocument>

namespace tests {

// Goes through every row of the tables and asks what nobody may: without a key, with a wrong one, with one
// that lacks the scope, with a method that is not there, without a body, with one that is no JSON and with
// the wrong type in each field. Gives back what was not refused with the right status in a JSON text, one
// line each.
class Refusals
{
public:
    Refusals(TestServer &host, QByteArray key)
        : m_host(host)
        , m_key("X-API-Key: " + key + "\r\n")
    {
    }

    QStringList wrong()
    {
        m_host.keys.keys["sk_without_scopes"] = {.user = QStringLiteral("nobody")};
        for (const server::Surface &surface : m_host.server->surfaces()) {
            for (const server::Endpoint &endpoint : surface.endpoints)
                check(endpoint);
        }
        return m_wrong;
    }

private:
    static QByteArray pathOf(const server::Endpoint &endpoint)
    {
        QByteArrayList parts = endpoint.path.split('/');
        for (QByteArray &part : parts) {
            if (part.startsWith('{'))
                part = "unknown-1";
        }
        return parts.join('/');
    }

    static QJsonValue ofAnotherType(const server::Field &field)
    {
        const bool isText = field.type == server::FieldType::Text;
        return isText ? QJsonValue(5) : QJsonValue(QStringLiteral("of another type"));
    }

    void check(const server::Endpoint &endpoint)
    {
        const QByteArray line = QByteArray(core::toWord(endpoint.method).toLatin1()) + ' ' + pathOf(endpoint);
        if (!endpoint.access.isOpen()) {
            expect(401, line, {}, "{}");
            expect(401, line, "X-API-Key: sk_unknown\r\n", "{}");
        }
        if (endpoint.access.scope())
            expect(403, line, "X-API-Key: sk_without_scopes\r\n", "{}");
        checkMethods(endpoint);
        if (endpoint.body.kind != server::BodyShape::Kind::Json)
            return;
        if (endpoint.body.presence == server::Presence::Required)
            expect(400, line, m_key, {});
        expect(400, line, m_key, "{\"a\":");
        expect(400, line, m_key, "[]");
        for (const server::Field &field : endpoint.body.fields) {
            if (field.type == server::FieldType::Any)
                continue;
            const QJsonObject body{{field.name, ofAnotherType(field)}};
            expect(400, line, m_key, QJsonDocument(body).toJson());
        }
    }

    void checkMethods(const server::Endpoint &endpoint)
    {
        Client client(m_host.port);
        const QByteArray path = pathOf(endpoint);
        const QByteArray allowed = client.ask(request("OPTIONS " + path)).header("Allow");
        for (const char *method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
            if (!allowed.contains(method))
                expect(405, QByteArray(method) + ' ' + path, m_key, {});
        }
    }

    void expect(int status, const QByteArray &line, const QByteArray &lines, const QByteArray &body)
    {
        Client client(m_host.port);
        const Answer answer = client.ask(request(line, lines, body));
        const bool isJson = QJsonDocument::fromJson(answer.body).isObject();
        if (answer.status == status && isJson)
            return;
        m_wrong.append(
            QString::fromUtf8(QByteArray(line + " " + body + ": " + QByteArray::number(answer.status) +
                                         " in place of " + QByteArray::number(status) + ", " + answer.body)));
    }

    TestServer &m_host;
    QByteArray m_key;
    QStringList m_wrong;
};

} // namespace tests
