// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <algorithm>

using namespace server;
using namespace Qt::Literals::StringLiterals;

// What a row does not know is never passed over where it would change what is meant.

namespace {

constexpr auto someId = "0193f7c2-0000-7000-8000-000000000000";

QByteArray pathOf(const Endpoint &row)
{
    QByteArray path;
    for (const QByteArray &part : row.path.split('/')) {
        if (!part.isEmpty())
            path += '/' + (part.startsWith('{') ? QByteArray(someId) : part);
    }
    return path.isEmpty() ? "/"_ba : path;
}

QJsonValue valueFor(const Field &field)
{
    switch (field.type) {
    case FieldType::Text:
        return field.allowed.isEmpty() ? u"x-1"_s : field.allowed.first();
    case FieldType::Integer:
    case FieldType::Number:
        return field.minimum.value_or(1);
    case FieldType::Boolean:
        return true;
    case FieldType::Object: {
        QJsonObject object;
        for (const Field &inner : field.fields) {
            if (inner.presence == Presence::Required)
                object.insert(inner.name, valueFor(inner));
        }
        return object;
    }
    case FieldType::List: {
        Field element{.type = FieldType::Object, .fields = field.fields};
        return field.fields.empty() ? QJsonArray() : QJsonArray{valueFor(element)};
    }
    default:
        return QJsonArray{u"x-1"_s};
    }
}

QByteArray requiredQuery(const Endpoint &row)
{
    QByteArray query = "?";
    for (const Field &field : row.query) {
        if (field.presence == Presence::Required)
            query += field.name.toLatin1() + '=' + valueFor(field).toVariant().toString().toLatin1() + '&';
    }
    return query;
}

QByteArray headersOf(const Endpoint &row)
{
    return std::holds_alternative<OpenSocket>(row.handler)
               ? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"_ba
               : QByteArray();
}

// "limit" is "lmiit": two neighbours have changed places.
QString slipOf(QString name)
{
    for (qsizetype i = 1; i + 1 < name.size(); ++i) {
        if (name[i] != name[i + 1]) {
            std::swap(name[i], name[i + 1]);
            break;
        }
    }
    return name;
}

} // namespace

class TestUnknownNames : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_box = std::make_unique<TestSignalbox>(core::CoreOptions(), ServerOptions(), withoutLimits());
    }
    void cleanupTestCase() { m_box.reset(); }

    void aParameterThatIsNotKnown()
    {
        int tested = 0;
        forEachRow([&](const Endpoint &row) {
            if (row.access.isOpen() && row.query.empty())
                return;
            const QByteArray target = pathOf(row) + requiredQuery(row);
            expect(row, target + "nosuch=1", "{}", {u"nosuch"_s});
            for (const Field &field : row.query) {
                if (slipOf(field.name) == field.name)
                    continue;
                const QByteArray slip = slipOf(field.name).toLatin1();
                expect(row, target + slip + "=1", "{}", {QString::fromLatin1(slip), field.name});
            }
            ++tested;
        });
        QVERIFY(tested > 80);
    }

    // One of the two would be ignored.
    void aParameterThatStandsTwice()
    {
        int tested = 0;
        forEachRow([&](const Endpoint &row) {
            for (const Field &field : row.query) {
                const QByteArray one =
                    field.name.toLatin1() + '=' + valueFor(field).toVariant().toString().toLatin1();
                if (field.type == FieldType::Nothing)
                    continue;
                const QByteArray other = field.presence == Presence::Required ? QByteArray() : '&' + one;
                expect(row, pathOf(row) + requiredQuery(row) + one + other, "{}",
                       {u"stands twice"_s, field.name});
                ++tested;
            }
        });
        QVERIFY(tested > 60);
    }

    void anAgentIsNamedByAText()
    {
        for (const QJsonValue &wrong :
             {QJsonValue(5), QJsonValue(true), QJsonValue(QJsonArray{u"a"_s}), QJsonValue(QJsonObject())}) {
            const QJsonObject context{{u"agent"_s, wrong}};
            const JsonAnswer task =
                m_box->request("POST", "/api/v1/tasks", {{u"query"_s, u"1+1"_s}, {u"context"_s, context}});
            QCOMPARE(task.status, 400);
            QVERIFY(task.body.contains("context.agent must be the name of an agent"));
            const JsonAnswer schedule = m_box->request("POST", "/api/v1/schedules",
                                                       {{u"name"_s, u"daily"_s},
                                                        {u"cron_expression"_s, u"0 9 * * *"_s},
                                                        {u"task_query"_s, u"1+1"_s},
                                                        {u"task_context"_s, context}});
            QCOMPARE(schedule.status, 400);
            QVERIFY(schedule.body.contains("task_context.agent must be the name of an agent"));
        }
    }

    void aSlipInABody()
    {
        int tested = 0;
        forEachRow([&](const Endpoint &row) {
            if (row.body.kind != BodyShape::Kind::Json)
                return;
            QJsonObject object;
            for (const Field &field : row.body.fields) {
                if (field.presence == Presence::Required)
                    object.insert(field.name, valueFor(field));
            }
            for (const Field &field : row.body.fields) {
                if (field.presence == Presence::Required || slipOf(field.name) == field.name)
                    continue;
                QJsonObject wrong = object;
                wrong.insert(slipOf(field.name), valueFor(field));
                expect(row, pathOf(row) + requiredQuery(row) + "_=1", core::toBytes(wrong),
                       {slipOf(field.name), field.name});
                ++tested;
            }
        });
        QVERIFY(tested > 60);
    }

    // Checks of the server's health and links to its pages carry what others add.
    void pagesTakeAnything()
    {
        for (const QByteArray &path : {"/health"_ba, "/docs"_ba, "/openapi.json"_ba})
            QCOMPARE(m_box->requestWithoutKey("GET", path + "?utm_source=x&ts=1").status, 200);
    }

    void contractsKeepWhatTheyKnow()
    {
        for (const QByteArray &target :
             {"/api/v1/tasks?limit=1&offset=0&status=FAILED&session_id=a&_=17"_ba,
              "/api/v1/sessions?limit=1&offset=0"_ba, "/api/v1/schedules?page=1&page_size=5&status=ALL"_ba,
              "/api/v1/approvals?status=pending&limit=2&offset=3"_ba,
              "/api/v1/agents?cluster=a&status=idle"_ba, "/v1/sessions?limit=10&offset=0"_ba,
              "/v1/knowledge/search?q=a&limit=10"_ba})
            QCOMPARE(m_box->request("GET", target).status, 200);
        const QByteArray task =
            m_box->request("POST", "/api/v1/tasks", "{\"query\":\"1+1\",\"trace_label\":\"x\"}")
                .text(u"task_id"_s)
                .toLatin1();
        for (const QByteArray &rest : {"/timeline?run_id=1&mode=full&include_payloads=true&persist=false"_ba,
                                       "/events?limit=5&offset=0"_ba})
            QCOMPARE(m_box->request("GET", "/api/v1/tasks/" + task + rest).status, 200);
        QCOMPARE(m_box->request("GET", "/api/v1/tasks/" + task + "/stream?types=A&last_event_id=0").status,
                 307);
    }

private:
    void forEachRow(const std::function<void(const Endpoint &)> &visit)
    {
        for (const server::Surface &surface : m_box->server->surfaces()) {
            for (const Endpoint &row : surface.endpoints)
                visit(row);
        }
    }

    void expect(const Endpoint &row, const QByteArray &target, const QByteArray &body,
                const QStringList &words)
    {
        const bool hasBody = row.body.kind != BodyShape::Kind::None;
        const JsonAnswer answer = m_box->request(core::toWord(row.method).toLatin1(), target,
                                                 hasBody ? body : QByteArray(), headersOf(row));
        const QByteArray shown =
            target + ": " + QByteArray::number(answer.status) + ' ' + answer.body.left(300);
        QVERIFY2(answer.status == 400, shown.constData());
        for (const QString &word : words)
            QVERIFY2(answer.body.contains(word.toUtf8()), shown.constData());
    }

    std::unique_ptr<TestSignalbox> m_box;
};

SIGNALBOX_TEST(TestUnknownNames)
#include "tst_unknownnames.moc"
