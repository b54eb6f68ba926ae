// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// Requests with an Idempotency-Key that come again: after the answer, before it, after a crash, and from
// somebody else.

namespace {

QByteArray keyed(const QByteArray &key)
{
    return "Idempotency-Key: " + key + "\r\n";
}

} // namespace

class TestRepeats : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_box = std::make_unique<TestSignalbox>(); }
    void cleanup() { m_box.reset(); }

    void whatComesAgainIsAnsweredFromTheStore()
    {
        const JsonAnswer first = submit("one", "a");
        QCOMPARE(first.status, 200);
        QCOMPARE(first.count("X-Idempotency-Cached"), 0);
        const JsonAnswer again = submit("one", "a");
        QCOMPARE(again.status, 200);
        QCOMPARE(again.body, first.body);
        QCOMPARE(again.header("X-Idempotency-Cached"), "true");
        QCOMPARE(again.header("X-Idempotency-Key"), "one");
        QCOMPARE(again.header("X-Workflow-ID"), first.header("X-Workflow-ID"));
        for (const char *once : {"X-Trace-ID", "X-Request-ID", "X-Workflow-ID", "Content-Type"})
            QCOMPARE(again.count(once), 1);
        QCOMPARE(tasks(), 1);
    }

    // Each is an entry of its own, and never a conflict.
    void anythingElseIsAnotherRequest()
    {
        submit("one", "a");
        QCOMPARE(submit("one", "b").count("X-Idempotency-Cached"), 0);
        QCOMPARE(submit("two", "a").count("X-Idempotency-Cached"), 0);
        const QByteArray ada = "X-API-Key: " + m_box->keyFor(scopesOf(AccessRole::Operator)) + "\r\n";
        QCOMPARE(submit("one", "a", ada).count("X-Idempotency-Cached"), 0);
        QCOMPARE(submit({}, "a").count("X-Idempotency-Cached"), 0);
        QCOMPARE(tasks(), 5);
    }

    // The query and the headers that a row reads decide what is carried out, too.
    void anotherQueryOrHeaderIsAnotherRequest()
    {
        const QJsonObject body{{u"query"_s, u"a"_s}};
        const auto cached = [&](const QByteArray &query) {
            return m_box->request("POST", QByteArray("/api/v1/tasks" + query), body, keyed("one"))
                .count("X-Idempotency-Cached");
        };
        QCOMPARE(cached({}), 0);
        QCOMPARE(cached("?_a=1"), 0);
        QCOMPARE(cached("?_a=2"), 0);
        QCOMPARE(cached("?_a=2"), 1);
        QCOMPARE(cached({}), 1);
        QCOMPARE(tasks(), 3);
        const QJsonObject asked{{u"model"_s, u"shannon-chat"_s},
                                {u"messages"_s, QJsonArray{QJsonObject{{u"role"_s, u"user"_s},
                                                                       {u"content"_s, u"What is 1+1?"_s}}}}};
        const auto inSession = [&](const QByteArray &session) {
            return m_box
                ->request("POST", "/v1/chat/completions", asked,
                          keyed("two") + "X-Session-ID: " + session + "\r\n")
                .count("X-Idempotency-Cached");
        };
        m_box->core.model().say(u"Two."_s);
        QCOMPARE(inSession("first"), 0);
        m_box->core.model().say(u"Two."_s);
        QCOMPARE(inSession("second"), 0);
        QCOMPARE(inSession("second"), 1);
    }

    void onlySuccessIsKept()
    {
        const QByteArray path = "/api/v1/tasks/unknown-1/cancel";
        for (int i = 0; i < 2; ++i) {
            const JsonAnswer refused = m_box->request("POST", path, "{}", keyed("one"));
            QCOMPARE(refused.status, 404);
            QCOMPARE(refused.count("X-Idempotency-Cached"), 0);
        }
        QCOMPARE(stored(), 0);
    }

    void secretsAreNotKept()
    {
        const QJsonObject body{{u"name"_s, u"x"_s}};
        const JsonAnswer first = m_box->request("POST", "/api/v1/auth/api-keys", body, keyed("one"));
        const JsonAnswer second = m_box->request("POST", "/api/v1/auth/api-keys", body, keyed("one"));
        QCOMPARE(second.status, 201);
        QVERIFY(first.text(u"api_key"_s) != second.text(u"api_key"_s));
        QCOMPARE(stored(), 0);
    }

    // A body that goes into a file is a body like any other.
    void anUploadIsKnownByWhatIsInIt()
    {
        const JsonAnswer first = upload("The heron fishes.");
        QCOMPARE(first.status, 201);
        const JsonAnswer other = upload("The finch sings.");
        QCOMPARE(other.status, 201);
        QCOMPARE(other.count("X-Idempotency-Cached"), 0);
        const JsonAnswer again = upload("The heron fishes.");
        QCOMPARE(again.count("X-Idempotency-Cached"), 1);
        QCOMPARE(again.body, first.body);
        QCOMPARE(count("SELECT COUNT(*) FROM document"_L1), 2);
    }

    void aStrangeKeyIsRefused()
    {
        QCOMPARE(submit(QByteArray(256, 'x'), "a").status, 400);
        QCOMPARE(submit("a b", "a").status, 400);
        QCOMPARE(submit({}, "a", "Idempotency-Key: \r\n").status, 400);
        QCOMPARE(tasks(), 0);
    }

    void aDayIsLongEnough()
    {
        submit("one", "a");
        m_box->core.clock.advance(24h - 1s);
        QCOMPARE(submit("one", "a").count("X-Idempotency-Cached"), 1);
        m_box->core.clock.advance(1s);
        QCOMPARE(submit("one", "a").count("X-Idempotency-Cached"), 0);
        QCOMPARE(stored(), 1);
        QCOMPARE(tasks(), 2);
    }

    void aReplayCountsAsARequest()
    {
        server::ServerOptions options;
        options.administratorRequestsPerMinute = 2;
        m_box = std::make_unique<TestSignalbox>(CoreOptions{}, options);
        QCOMPARE(submit("one", "a").header("X-RateLimit-Remaining"), "1");
        const JsonAnswer again = submit("one", "a");
        QCOMPARE(again.header("X-RateLimit-Remaining"), "0");
        QCOMPARE(again.count("X-RateLimit-Remaining"), 1);
        QCOMPARE(submit("one", "a").status, 429);
    }

    // Many at once, before anything is on disk: one task, and everybody hears of it.
    void manyAtOnceAreOne()
    {
        std::vector<std::unique_ptr<tests::Client>> clients;
        for (int i = 0; i < 20; ++i)
            clients.push_back(m_box->open("POST", "/api/v1/tasks", "{\"query\":\"a\"}", keyed("one")));
        QByteArray body;
        int cached = 0;
        for (const auto &client : clients) {
            const tests::Answer answer = client->receive();
            QCOMPARE(answer.status, 200);
            QVERIFY(body.isEmpty() || answer.body == body);
            body = answer.body;
            cached += answer.count("X-Idempotency-Cached");
        }
        QCOMPARE(cached, 19);
        QCOMPARE(tasks(), 1);
    }

    // The answer of the first takes its time; the second waits for it, and the third, who comes after the
    // first has hung up, gets it too.
    void whoComesMeanwhileWaits()
    {
        deploy();
        m_box->core.model().hang();
        auto first = chat();
        QTRY_COMPARE(tasks(), 1);
        auto second = chat();
        QTRY_COMPARE(m_box->server->counts().connections, 3);
        first.reset();
        QTRY_COMPARE(m_box->server->counts().connections, 2);
        auto third = chat();
        QTRY_COMPARE(m_box->server->counts().connections, 3);
        QVERIFY(second->read().isEmpty());
        m_box->core.model().release(ModelAnswer{.text = u"Good day."_s});
        const tests::Answer waited = second->receive();
        QCOMPARE(waited.status, 200);
        QCOMPARE(waited.header("X-Idempotency-Cached"), "true");
        QVERIFY(waited.body.contains("Good day."));
        QCOMPARE(third->receive().body, waited.body);
        QCOMPARE(chat()->receive().body, waited.body);
        QCOMPARE(tasks(), 1);
    }

    // A crash between the change and its answer: it was carried out, so it is not carried out again.
    void whatWasCutOffIsNotRepeated()
    {
        const QByteArray hash =
            ReplyService::hashOf({"one", "administrator", "/api/v1/tasks", "{\"query\":\"a\"}"});
        QVERIFY_RESULT(m_box->core->replies().begin(hash, allScopes));
        const JsonAnswer again = submit("one", "a");
        QCOMPARE(again.status, 409);
        QVERIFY(again.text(u"error"_s).contains(u"cut off"_s));
        QCOMPARE(tasks(), 0);
    }

    // Nor is it carried out again, whoever waits for it or comes later.
    void whoMayDoLessIsNotToldAgain()
    {
        const auto code =
            m_box->core->invitations().create(AccessRole::Administrator, 24h, {}, localOperator());
        QVERIFY_RESULT(code);
        const JsonAnswer ada = m_box->request("POST", "/api/v1/auth/register",
                                              QJsonObject{{u"email"_s, u"ada@example.com"_s},
                                                          {u"username"_s, u"ada"_s},
                                                          {u"password"_s, u"a long sentence"_s},
                                                          {u"invitation"_s, code->code}});
        QCOMPARE(ada.status, 201);
        const QByteArray key = "X-API-Key: " + ada.text(u"api_key"_s).toLatin1() + "\r\n";
        const QByteArray user = "/api/v1/auth/users/" + ada.text(u"user_id"_s).toLatin1();
        QCOMPARE(submit("one", "a", key).status, 200);
        QCOMPARE(submit("one", "a", key).count("X-Idempotency-Cached"), 1);
        QCOMPARE(m_box->request("PATCH", user, QJsonObject{{u"role"_s, u"operator"_s}}).status, 200);
        const JsonAnswer less = submit("one", "a", key);
        QCOMPARE(less.status, 403);
        QVERIFY2(less.text(u"error"_s).contains(u"not told again"_s), less.body.constData());
        QCOMPARE(tasks(), 1);
        QCOMPARE(submit("two", "a", key).status, 200);
        QCOMPARE(m_box->request("PATCH", user, QJsonObject{{u"role"_s, u"administrator"_s}}).status, 200);
        QCOMPARE(submit("one", "a", key).count("X-Idempotency-Cached"), 1);
        QCOMPARE(submit("two", "a", key).count("X-Idempotency-Cached"), 1); // may do more than then
        QCOMPARE(m_box->request("PATCH", user, QJsonObject{{u"is_active"_s, false}}).status, 200);
        QCOMPARE(submit("one", "a", key).status, 401);
        QCOMPARE(tasks(), 2);
    }

    void whoMayDoLessDoesNotWaitForIt()
    {
        deploy();
        const auto first = chat();
        QTRY_COMPARE(tasks(), 1);
        const QByteArray less =
            "X-API-Key: " + m_box->keyFor(scopesOf(AccessRole::Operator), u"administrator"_s) + "\r\n";
        const JsonAnswer refused =
            m_box->request("POST", "/api/v1/agents/ada/chat", "{\"message\":\"Hello\"}", less + keyed("one"));
        QCOMPARE(refused.status, 403);
        QCOMPARE(tasks(), 1);
    }

private:
    JsonAnswer submit(const QByteArray &key, const QByteArray &query, const QByteArray &lines = {})
    {
        return m_box->request("POST", "/api/v1/tasks", "{\"query\":\"" + query + "\"}",
                              lines + (key.isEmpty() ? QByteArray() : keyed(key)));
    }

    JsonAnswer upload(const QByteArray &text)
    {
        const QByteArray form =
            "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.md\"\r\n\r\n" + text +
            "\r\n--XX--\r\n";
        return m_box->request("POST", "/v1/knowledge/documents", form,
                              "Content-Type: multipart/form-data; boundary=XX\r\n" + keyed("one"));
    }

    void deploy()
    {
        const JsonAnswer made = m_box->request("POST", "/api/v1/clusters",
                                               "{\"metadata\":{\"name\":\"team\"},\"spec\":{\"agents\":[{"
                                               "\"name\":\"ada\",\"provider\":\"fake\",\"model\":\"m\"}]}}");
        QVERIFY2(made.status < 300, made.body.constData());
    }

    std::unique_ptr<tests::Client> chat()
    {
        return m_box->open("POST", "/api/v1/agents/ada/chat", "{\"message\":\"Hello\"}", keyed("one"));
    }

    qint64 count(QLatin1StringView sql)
    {
        auto rows = m_box->core->database().run(sql);
        return rows && rows->next() ? rows->integer(0) : -1;
    }
    qint64 tasks() { return count("SELECT COUNT(*) FROM task"_L1); }
    qint64 stored() { return count("SELECT COUNT(*) FROM stored_reply"_L1); }

    std::unique_ptr<TestSignalbox> m_box;
};

SIGNALBOX_TEST(TestRepeats)
#include "tst_repeats.moc"
