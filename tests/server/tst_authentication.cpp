// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/jwt.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;
using testsupport::Jwt;

// Who gets in, and in which words the others are told so: by key, by token, in the query, and by nothing at
// all where a door stands open.

namespace {

constexpr auto longAgo = qint64{1'700'000'000};

QByteArray bearer(const QByteArray &token)
{
    return "Authorization: Bearer " + token + "\r\n";
}

// An account of which the test knows the token.
struct Ada
{
    explicit Ada(TestSignalbox &box)
        : tokens(box.core->folder().path())
    {
        const JsonAnswer made = box.request("POST", "/api/v1/auth/register",
                                            {{u"email"_s, u"ada@example.com"_s},
                                             {u"username"_s, u"ada"_s},
                                             {u"password"_s, u"correct horse"_s}});
        if (made.status != 201)
            qFatal("no account: %s", made.body.constData());
        id = made.text(u"user_id"_s);
        token = made.text(u"access_token"_s).toLatin1();
        key = made.text(u"api_key"_s).toLatin1();
        claims = Jwt::decoded(token, 1);
    }

    QByteArray with(const QString &claim, const QJsonValue &value) const
    {
        QJsonObject changed = claims;
        changed.insert(claim, value);
        return tokens.signedToken(changed);
    }

    Jwt tokens;
    QString id;
    QByteArray token;
    QByteArray key;
    QJsonObject claims;
};

} // namespace

class TestAuthentication : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_box =
            std::make_unique<TestSignalbox>(CoreOptions{.access = {.registration = AccessRole::Approver}});
        m_ada = std::make_unique<Ada>(*m_box);
    }

    void cleanupTestCase()
    {
        m_ada.reset();
        m_box.reset();
    }

    void anAccessTokenIsWhatTheContractSays()
    {
        QCOMPARE(Jwt::decoded(m_ada->token, 0), (QJsonObject{{u"alg"_s, u"HS256"_s}, {u"typ"_s, u"JWT"_s}}));
        const QJsonObject &claims = m_ada->claims;
        const qint64 now = toStored(m_box->core.clock.now()) / 1000;
        QCOMPARE(claims[u"iss"_s].toString(), u"shannon-platform"_s);
        QCOMPARE(claims[u"sub"_s].toString(), m_ada->id);
        QCOMPARE(claims[u"iat"_s].toInteger(), now);
        QCOMPARE(claims[u"nbf"_s].toInteger(), now);
        QCOMPARE(claims[u"exp"_s].toInteger(), now + 1800);
        QCOMPARE(claims[u"username"_s].toString(), u"ada"_s);
        QCOMPARE(claims[u"email"_s].toString(), u"ada@example.com"_s);
        QCOMPARE(claims[u"role"_s].toString(), u"approver"_s);
        for (const QString &name : {u"jti"_s, u"tenant_id"_s})
            QCOMPARE(claims[name].toString().size(), 36);
        QVERIFY(claims[u"scopes"_s].toArray().contains(u"workflows:write"_s));
    }

    void credentials_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QString>("text"); // empty: let in
        const auto row = [](const char *name, const QByteArray &path, const QByteArray &lines,
                            const QString &text) { QTest::newRow(name) << path << lines << text; };
        const QByteArray me = "/api/v1/auth/me";
        const QByteArray stream = "/api/v1/stream/sse?workflow_id=unknown-1&";
        const QByteArray outer = "sk-shannon-" + m_ada->key.sliced(3);
        const QString none = u"Authentication required"_s;
        const QString badKey = u"Invalid API key"_s;
        const QString badToken = u"Invalid or expired token"_s;
        row("key in X-API-Key", me, "X-API-Key: " + m_ada->key + "\r\n", {});
        row("outer spelling in X-API-Key", me, "X-API-Key: " + outer + "\r\n", {});
        row("key as bearer", me, bearer(m_ada->key), {});
        row("outer spelling as bearer", me, bearer(outer), {});
        row("token as bearer", me, bearer(m_ada->token), {});
        row("the scheme in any case", me, "authorization: bEaReR " + m_ada->token + "\r\n", {});
        row("X-API-Key first", me, "X-API-Key: " + m_ada->key + "\r\n" + bearer("sk_wrong"), {});
        row("X-API-Key first, wrong", me, "X-API-Key: sk_wrong\r\n" + bearer(m_ada->key), badKey);
        row("a token in X-API-Key is a key", me, "X-API-Key: " + m_ada->token + "\r\n", badKey);
        row("nothing", me, {}, none);
        row("another scheme", me, "Authorization: Basic YTpi\r\n", none);
        row("three parts", me, "Authorization: Bearer a b\r\n", none);
        row("neither key nor token", me, bearer("hello"), badKey);
        row("one dot", me, bearer("eyJhbGciOiJIUzI1NiJ9.e30"), badKey);
        row("a token that is none", me, bearer("eyJhbGciOiJIUzI1NiJ9.e30.x"), badToken);
        row("in the query where it does not belong", me + "?api_key=" + m_ada->key, {}, none);
        row("in the query of a task's stream, which leads there",
            "/api/v1/tasks/unknown-1/stream?api_key=" + m_ada->key, {}, {});
        row("key in the query", stream + "api_key=" + m_ada->key, {}, {});
        row("outer spelling in the query", stream + "api_key=" + outer, {}, {});
        row("token in the query", stream + "token=" + m_ada->token, {}, {});
        row("key as token in the query", stream + "token=" + m_ada->key, {}, {});
        row("a token as api_key is a key", stream + "api_key=" + m_ada->token, {}, badKey);
        row("api_key before token", stream + "token=" + m_ada->token + "&api_key=sk_wrong", {}, badKey);
        row("headers before the query", stream + "api_key=" + m_ada->key, bearer("sk_wrong"), badKey);
    }

    void credentials()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, lines);
        QFETCH(QString, text);
        expect(path, lines, text);
    }

    void badTokens_data()
    {
        QTest::addColumn<QByteArray>("token");
        const auto row = [](const char *name, const QByteArray &token) { QTest::newRow(name) << token; };
        const Jwt &tokens = m_ada->tokens;
        const QJsonObject &claims = m_ada->claims;
        const QByteArrayList parts = m_ada->token.split('.');
        const qint64 now = toStored(m_box->core.clock.now()) / 1000;
        const auto head = [](const QString &algorithm) {
            return QJsonObject{{u"alg"_s, algorithm}, {u"typ"_s, u"JWT"_s}};
        };
        row("alg none", Jwt::encoded(head(u"none"_s)) + '.' + parts[1] + '.');
        row("alg none with a signature",
            tokens.signedWith(QCryptographicHash::Sha256, head(u"none"_s), claims));
        row("alg NONE", Jwt::encoded(head(u"NONE"_s)) + '.' + parts[1] + '.');
        row("HS512 with our key", tokens.signedWith(QCryptographicHash::Sha512, head(u"HS512"_s), claims));
        row("HS384 with our key", tokens.signedWith(QCryptographicHash::Sha384, head(u"HS384"_s), claims));
        row("RS256", tokens.signedWith(QCryptographicHash::Sha256, head(u"RS256"_s), claims));
        row("no alg", tokens.signedWith(QCryptographicHash::Sha256, {{u"typ"_s, u"JWT"_s}}, claims));
        row("HS512 said, HS256 used",
            tokens.signedWith(QCryptographicHash::Sha256, head(u"HS512"_s), claims));
        row("expired", m_ada->with(u"exp"_s, now));
        row("expired long ago", m_ada->with(u"exp"_s, longAgo));
        row("not before the future", m_ada->with(u"nbf"_s, now + 60));
        row("issued in the future", m_ada->with(u"iat"_s, now + 60));
        for (const char *claim : {"exp", "nbf", "iat", "sub", "iss"}) {
            QJsonObject without = claims;
            without.remove(QLatin1StringView(claim));
            QTest::addRow("without %s", claim) << tokens.signedToken(without);
        }
        row("exp as text", m_ada->with(u"exp"_s, u"9999999999"_s));
        row("exp as a fraction", m_ada->with(u"exp"_s, 9999999999.5));
        row("another issuer", m_ada->with(u"iss"_s, u"somebody"_s));
        row("another subject", m_ada->with(u"sub"_s, u"administrator"_s));
        QJsonObject boss = claims;
        boss.insert(u"role"_s, u"administrator"_s);
        row("changed payload", parts[0] + '.' + Jwt::encoded(boss) + '.' + parts[2]);
        row("no signature", parts[0] + '.' + parts[1] + '.');
        row("cut signature", parts[0] + '.' + parts[1] + '.' + parts[2].chopped(1));
        row("another key", Jwt(u"/nowhere"_s).signedToken(claims));
        row("payload that is no JSON", parts[0] + '.' + Jwt::encoded("{") + '.' + parts[2]);
        row("four thousand letters", "eyJ" + QByteArray(4000, 'a') + '.' + QByteArray(200, 'b') + '.');
    }

    void badTokens()
    {
        QFETCH(QByteArray, token);
        expect("/api/v1/auth/me", bearer(token), u"Invalid or expired token"_s);
    }

    // What the token claims of roles counts for nothing: the account's role does.
    void aTokenDoesWhatItsAccountMay()
    {
        const QByteArray forged = m_ada->with(u"role"_s, u"administrator"_s);
        const JsonAnswer me = m_box->request("GET", "/api/v1/auth/me", QByteArray(), bearer(forged));
        QCOMPARE(me.status, 200);
        QVERIFY(!me.at(u"scopes"_s).toArray().contains(u"tenant:manage"_s));
        QCOMPARE(m_box->request("GET", "/api/v1/auth/users", QByteArray(), bearer(m_ada->token)).status, 403);
    }

    void anonymousProgramsOnThisComputer()
    {
        TestSignalbox box({.access = {.anonymousSurfaces = {u"goagents"_s}}});
        QCOMPARE(box.core->access().openDoors().anonymousSurfaces, QStringList{u"goagents"_s});
        QVERIFY(box.core->access().openDoors().warning().contains(u"goagents"_s));
        QCOMPARE(box.requestWithoutKey("GET", "/api/v1/clusters").status, 200);
        QCOMPARE(box.requestWithoutKey("GET", "/api/v1/tasks").status, 401);
        QCOMPARE(box.request("GET", "/api/v1/clusters", QByteArray(), "X-API-Key: sk_wrong\r\n").status, 401);
        const auto asking = [&box](const QByteArray &lines) {
            tests::Client client(box.port);
            return client.ask(tests::request("GET /api/v1/clusters", lines)).status;
        };
        QCOMPARE(asking("Origin: http://127.0.0.1\r\n"), 200);
        QCOMPARE(asking("Origin: http://localhost:3000\r\n"), 403);
        QCOMPARE(asking("Origin: https://evil.example\r\n"), 403);
        QCOMPARE(asking("Origin: null\r\n"), 403);
        // The document of this surface has an open /metrics; that of the live chat does not.
        QCOMPARE(box.requestWithoutKey("GET", "/metrics").status, 200);
        TestSignalbox chat({.access = {.anonymousSurfaces = {u"livechat"_s}}});
        QCOMPARE(chat.requestWithoutKey("GET", "/metrics").status, 401);
        QCOMPARE(asking("X-Forwarded-For: 203.0.113.9\r\n"), 401);
        const auto principal = box.core->access().anonymous(u"goagents"_s);
        QCOMPARE(principal->user, u"anonymous"_s);
        QVERIFY(!principal->may(Scope::Administer) && !principal->may(Scope::ApprovalsDecide));
        QVERIFY(!box.core->access().anonymous(u"shannon"_s));
    }

    // A key would be good from anywhere, and after the door was shut.
    void whoSendsNoKeyGetsNone()
    {
        TestSignalbox box({.access = {.anonymousSurfaces = {u"shannon"_s, u"orchestrator"_s}}});
        QCOMPARE(box.requestWithoutKey("GET", "/api/v1/tasks").status, 200);
        QCOMPARE(box.requestWithoutKey("GET", "/api/v1/auth/api-keys").status, 401);
        const QList<qint64> before = box.rows();
        QCOMPARE(box.requestWithoutKey("POST", "/api/v1/auth/api-keys", R"({"name":"mine"})").status, 401);
        const QByteArray workflow = R"({"requirements":"x","workflow_type":"full"})";
        QCOMPARE(box.requestWithoutKey("POST", "/protected/execute-workflow", workflow).status, 401);
        QCOMPARE(box.rows(), before);
        QCOMPARE(box.requestWithoutKey("POST", "/execute-workflow", workflow).status, 200);
    }

    void theBypassOfDevelopment()
    {
        // That everybody may register is warned of, too.
        QCOMPARE(m_box->core->access().openDoors().bypass, Bypass::Off);
        QVERIFY(m_box->core->access().openDoors().warning().contains(u"may register as approver"_s));
        QVERIFY(OpenDoors{}.isEmpty() && OpenDoors{}.warning().isEmpty());
        TestSignalbox box({.access = {.bypass = Bypass::On}});
        QVERIFY(box.core->access().openDoors().warning().contains(u"GATEWAY_SKIP_AUTH"_s));
        const JsonAnswer me = box.requestWithoutKey("GET", "/api/v1/auth/me");
        QCOMPARE(me.status, 200);
        QCOMPARE(me.text(u"user_id"_s), u"00000000-0000-0000-0000-000000000002"_s);
        QCOMPARE(me.text(u"tenant_id"_s), u"00000000-0000-0000-0000-000000000001"_s);
        QCOMPARE(me.text(u"username"_s), u"admin"_s);
        const QByteArray other = "11111111-2222-3333-4444-555555555555";
        const auto as = [&box](const QByteArray &user) {
            return box
                .request("GET", "/api/v1/auth/me", QByteArray(),
                         "X-API-Key: x\r\nx-user-id: " + user + "\r\n")
                .text(u"user_id"_s);
        };
        QCOMPARE(as(other), QString::fromLatin1(other));
        QCOMPARE(as("no uuid"), u"00000000-0000-0000-0000-000000000002"_s);
    }

    // Whoever came in while the door was open does not stay when it is shut.
    void nothingThatLetsPeopleInIsMadeUnderTheBypass()
    {
        TestSignalbox box({.access = {.bypass = Bypass::On}});
        const QList<qint64> before = box.rows();
        const QByteArray account = "/api/v1/auth/users/00000000-0000-0000-0000-000000000002";
        const std::tuple<QByteArray, QByteArray, QByteArray> makers[] = {
            {"POST", "/api/v1/auth/api-keys", R"({"name":"x"})"},
            {"POST", "/api/v1/auth/refresh-key", ""},
            {"POST", "/api/v1/auth/invitations", R"({"role":"administrator"})"},
            {"PATCH", account, R"({"role":"administrator"})"}};
        for (const auto &[method, path, body] : makers) {
            const JsonAnswer answer = box.requestWithoutKey(method, path, body);
            QCOMPARE(answer.status, 401);
            QVERIFY2(answer.body.contains("GATEWAY_SKIP_AUTH"), answer.body.constData());
        }
        QCOMPARE(box.rows(), before);
        // Who has a key makes them with that.
        QCOMPARE(box.request("POST", "/api/v1/auth/api-keys", R"({"name":"x"})"_ba).status, 201);
        QCOMPARE(box.requestWithoutKey("GET", "/api/v1/auth/api-keys").status, 200);
    }

private:
    void expect(const QByteArray &path, const QByteArray &lines, const QString &text)
    {
        tests::Client client(m_box->port);
        JsonAnswer answer;
        static_cast<tests::Answer &>(answer) = client.ask(tests::request("GET " + path, lines));
        if (text.isEmpty()) {
            QVERIFY2(answer.status == 200 || answer.status == 404, answer.body.constData());
            return;
        }
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.json(), (QJsonObject{{u"error"_s, text}}));
        QCOMPARE(answer.header("www-authenticate"), "Bearer realm=\"Shannon API\"");
        QCOMPARE(answer.header("content-type"), "application/json");
    }

    std::unique_ptr<TestSignalbox> m_box;
    std::unique_ptr<Ada> m_ada;
};

SIGNALBOX_TEST(TestAuthentication)
#include "tst_authentication.moc"
