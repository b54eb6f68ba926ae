// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;

// Whose clusters and documents are whose, over HTTP: what is not the caller's is not there.

namespace {

QJsonObject manifest(const QString &name, const QString &provider = u"fake"_s)
{
    const QJsonObject agent{{u"name"_s, u"assistant"_s}, {u"provider"_s, provider}, {u"model"_s, u"m"_s}};
    return {{u"apiVersion"_s, u"goagents.dev/v1"_s},
            {u"kind"_s, u"AgentCluster"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, name}}},
            {u"spec"_s, QJsonObject{{u"agents"_s, QJsonArray{agent}}}}};
}

} // namespace

class TestOwners : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_box = std::make_unique<TestSignalbox>();
        m_ada = "X-API-Key: " + m_box->keyFor(scopesOf(AccessRole::Operator), u"ada"_s) + "\r\n";
        m_eve = "X-API-Key: " + m_box->keyFor(scopesOf(AccessRole::Operator), u"eve"_s) + "\r\n";
    }
    void cleanup() { m_box.reset(); }

    void othersClustersAreNotFound()
    {
        QCOMPARE(as(m_eve, "POST", "/api/v1/clusters", manifest(u"hers"_s)).status, 201);
        QCOMPARE(as(m_ada, "GET", "/api/v1/clusters").at(u"data.clusters"_s).toArray().size(), 0);
        QCOMPARE(as(m_ada, "GET", "/api/v1/agents").at(u"data.agents"_s).toArray().size(), 0);
        QCOMPARE(as(m_ada, "GET", "/api/v1/metrics").at(u"data.clusters.total"_s).toInt(), 0);
        QCOMPARE(as(m_ada, "GET", "/api/v1/clusters/hers").status, 404);
        QCOMPARE(as(m_ada, "GET", "/api/v1/agents/hers%2Fassistant").status, 404);
        QCOMPARE(as(m_eve, "GET", "/api/v1/agents/hers%2Fassistant").status, 200);
        QCOMPARE(as(m_ada, "PUT", "/api/v1/clusters/hers", manifest(u"hers"_s)).status, 404);
        QCOMPARE(as(m_ada, "DELETE", "/api/v1/clusters/hers").status, 404);
        const QJsonObject two{{u"agent_name"_s, u"assistant"_s}, {u"instances"_s, 2}};
        QCOMPARE(as(m_ada, "POST", "/api/v1/clusters/hers/scale", two).status, 404);
        QCOMPARE(as(m_ada, "POST", "/api/v1/agents/assistant/chat", {{u"message"_s, u"Hi"_s}}).status, 404);
        QVERIFY(!as(m_ada, "GET", "/v1/models").body.contains("hers/assistant"));
        QVERIFY(as(m_eve, "GET", "/v1/models").body.contains("hers/assistant"));
        QCOMPARE(m_box->get("/api/v1/clusters/hers").status, 200);
        QVERIFY(!as(m_ada, "GET", "/metrics").body.contains("\"hers\""));
        QVERIFY(as(m_eve, "GET", "/metrics").body.contains("\"hers\""));
        QVERIFY(m_box->get("/metrics").body.contains("\"hers\""));
    }

    void administratorsOfferClusters()
    {
        QCOMPARE(as(m_eve, "POST", "/api/v1/clusters", manifest(u"hers"_s)).status, 201);
        const QJsonObject yes{{u"shared"_s, true}};
        QCOMPARE(as(m_eve, "PATCH", "/api/v1/clusters/hers", yes).status, 403);
        QCOMPARE(m_box->request("PATCH", "/api/v1/clusters/hers", QJsonObject()).status, 400);
        const JsonAnswer offered = m_box->request("PATCH", "/api/v1/clusters/hers", yes);
        QCOMPARE(offered.status, 200);
        QCOMPARE(offered.at(u"data.shared"_s), QJsonValue(true));
        QCOMPARE(as(m_ada, "GET", "/api/v1/clusters").at(u"data.clusters.0.shared"_s), QJsonValue(true));
        QCOMPARE(as(m_ada, "DELETE", "/api/v1/clusters/hers").status, 403);
        QCOMPARE(m_box->request("PATCH", "/api/v1/clusters/hers", {{u"shared"_s, false}}).status, 200);
        QCOMPARE(as(m_ada, "GET", "/api/v1/clusters/hers").status, 404);
        QCOMPARE(m_box->request("PATCH", "/api/v1/clusters/nobodys", yes).status, 404);
    }

    void aProviderWithoutAKeyIsToldOf()
    {
        const JsonAnswer odd = as(m_ada, "POST", "/api/v1/clusters", manifest(u"keyless"_s, u"anthropic"_s));
        QCOMPARE(odd.status, 201);
        QVERIFY(odd.text(u"data.warnings.0"_s).contains(u"anthropic is not configured"_s));
        const JsonAnswer again =
            as(m_ada, "PUT", "/api/v1/clusters/keyless", manifest(u"keyless"_s, u"anthropic"_s));
        QVERIFY(again.text(u"data.warnings.0"_s).contains(u"not configured"_s));
        const JsonAnswer good = as(m_ada, "POST", "/api/v1/clusters", manifest(u"good"_s));
        QVERIFY(good.at(u"data.warnings"_s).isUndefined());
    }

    void theDefaultAgentIsChosenByItsOwner()
    {
        QCOMPARE(as(m_ada, "POST", "/api/v1/clusters", manifest(u"mine"_s)).status, 201);
        QCOMPARE(as(m_eve, "POST", "/api/v1/clusters", manifest(u"hers"_s)).status, 201);
        const auto choose = [this](const QByteArray &who, const QJsonValue &agent) {
            return as(who, "PATCH", "/api/v1/auth/me", {{u"default_agent"_s, agent}});
        };
        const auto taker = [this](const QByteArray &who) {
            const JsonAnswer made = as(who, "POST", "/api/v1/tasks", {{u"query"_s, u"Good day"_s}});
            if (made.status != 200)
                return QString(u"%1 %2"_s.arg(made.status).arg(made.text(u"error"_s)));
            auto rows = m_box->core->database().run("SELECT agent_id FROM task WHERE id = ?"_L1,
                                                    made.text(u"task_id"_s));
            return rows && rows->next() ? rows->text(0) : u"?"_s;
        };
        QCOMPARE(as(m_ada, "GET", "/api/v1/auth/me").at(u"default_agent"_s), QJsonValue(QString()));
        QCOMPARE(taker(m_ada), QString());
        const JsonAnswer others = choose(m_ada, u"hers/assistant"_s);
        QCOMPARE(others.status, 400);
        QVERIFY2(others.text(u"message"_s).contains(u"no agent"_s), others.body.constData());
        QCOMPARE(choose(m_ada, QString(301, u'x')).status, 400);
        QCOMPARE(choose(m_ada, 7).status, 400);
        const JsonAnswer chosen = choose(m_ada, u"assistant"_s);
        QCOMPARE(chosen.status, 200);
        QCOMPARE(chosen.text(u"default_agent"_s), u"mine/assistant"_s);
        QCOMPARE(as(m_ada, "PATCH", "/api/v1/auth/me", QJsonObject()).text(u"default_agent"_s),
                 u"mine/assistant"_s);
        QCOMPARE(taker(m_ada),
                 m_box->core->fleet().findAgent(u"mine/assistant"_s, localOperator())->id.value);
        QCOMPARE(taker(m_eve), QString());
        const QByteArray reader = "X-API-Key: " + m_box->keyFor(Scope::TasksRead, u"ada"_s) + "\r\n";
        QCOMPARE(choose(reader, QString()).status, 403);
        QCOMPARE(as(m_ada, "DELETE", "/api/v1/clusters/mine").status, 200);
        QVERIFY2(taker(m_ada).startsWith(u"400 Your default agent mine/assistant is gone"_s),
                 qPrintable(taker(m_ada)));
        QCOMPARE(choose(m_ada, QString()).text(u"default_agent"_s), QString());
        QCOMPARE(taker(m_ada), QString());
    }

    void othersDocumentsAreNotFound()
    {
        const JsonAnswer added = upload(m_eve, "Herons stand in the reeds.");
        QCOMPARE(added.status, 201);
        QCOMPARE(added.at(u"shared"_s), QJsonValue(false));
        const QByteArray path = "/v1/knowledge/documents/" + added.text(u"id"_s).toLatin1();
        const auto found = [this](const QByteArray &who) {
            return as(who, "GET", "/v1/knowledge/search?q=herons").at(u"total"_s).toInt();
        };
        QCOMPARE(found(m_eve), 1);
        QCOMPARE(found(m_ada), 0);
        QCOMPARE(as(m_ada, "GET", path).status, 404);
        QCOMPARE(as(m_ada, "DELETE", path).status, 404);
        QCOMPARE(as(m_ada, "GET", "/v1/knowledge/documents").at(u"total"_s).toInt(), 0);
        QCOMPARE(as(m_eve, "PATCH", path, {{u"shared"_s, true}}).status, 403);
        QCOMPARE(m_box->request("PATCH", path, {{u"shared"_s, true}}).at(u"shared"_s), QJsonValue(true));
        QCOMPARE(found(m_ada), 1);
        QCOMPARE(as(m_ada, "DELETE", path).status, 403);
        QCOMPARE(upload(m_eve, "Cranes.", R"({"shared": true})").status, 403);
        QCOMPARE(
            upload("X-API-Key: " + m_box->key + "\r\n", "Cranes.", R"({"shared": true})").at(u"shared"_s),
            QJsonValue(true));
    }

private:
    JsonAnswer as(const QByteArray &who, const QByteArray &method, const QByteArray &path)
    {
        return m_box->request(method, path, QByteArray(), who);
    }
    JsonAnswer as(const QByteArray &who, const QByteArray &method, const QByteArray &path,
                  const QJsonObject &body)
    {
        return m_box->request(method, path, body, who);
    }
    JsonAnswer upload(const QByteArray &who, const QByteArray &content, const QByteArray &metadata = "{}")
    {
        const QByteArray part = "--XX\r\nContent-Disposition: form-data; name=";
        const QByteArray form = part + "\"file\"; filename=\"a.txt\"\r\n\r\n" + content + "\r\n" + part +
                                "\"metadata\"\r\n\r\n" + metadata + "\r\n--XX--\r\n";
        return m_box->request("POST", "/v1/knowledge/documents", form,
                              who + "Content-Type: multipart/form-data; boundary=XX\r\n");
    }

    std::unique_ptr<TestSignalbox> m_box;
    QByteArray m_ada;
    QByteArray m_eve;
};

SIGNALBOX_TEST(TestOwners)
#include "tst_owners.moc"
