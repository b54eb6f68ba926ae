// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QRegularExpression>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// The group /api/v1/auth of the contract, line by line.

namespace {

QJsonObject person(const QString &name, const QString &password = u"correct horse"_s)
{
    return {{u"email"_s, QString(name + u"@example.com"_s)},
            {u"username"_s, name},
            {u"password"_s, password},
            {u"full_name"_s, u"A Person"_s}};
}

CoreOptions whereAnybodyRegisters()
{
    return {.access = {.registration = AccessRole::Approver}};
}

QByteArray as(const QByteArray &key)
{
    return "X-API-Key: " + key + "\r\n";
}

} // namespace

class TestAuth : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_box = std::make_unique<TestSignalbox>(whereAnybodyRegisters()); }
    void cleanup() { m_box.reset(); }

    void registering()
    {
        const JsonAnswer made = post("register", person(u"ada"_s));
        QCOMPARE(made.status, 201);
        const QStringList fields{u"access_token"_s, u"api_key"_s,       u"expires_in"_s, u"is_new_user"_s,
                                 u"quotas"_s,       u"refresh_token"_s, u"tenant_id"_s,  u"tier"_s,
                                 u"user"_s,         u"user_id"_s};
        QCOMPARE(made.json().keys(), fields);
        QCOMPARE(made.at(u"expires_in"_s).toInt(), 1800);
        QCOMPARE(made.at(u"is_new_user"_s).toBool(), true);
        QCOMPARE(made.text(u"tier"_s), u"free"_s);
        QCOMPARE(made.at(u"quotas.rate_limit_minute"_s).toInt(), 60);
        QCOMPARE(made.at(u"user"_s).toObject(), (QJsonObject{{u"email"_s, u"ada@example.com"_s},
                                                             {u"username"_s, u"ada"_s},
                                                             {u"name"_s, u"A Person"_s},
                                                             {u"picture"_s, QString()}}));
        QVERIFY(QRegularExpression(u"^sk_[0-9a-f]{64}$"_s).match(made.text(u"api_key"_s)).hasMatch());
        const QByteArray key = made.text(u"api_key"_s).toLatin1();
        const JsonAnswer keys = m_box->request("GET", "/api/v1/auth/api-keys", QByteArray(), as(key));
        QCOMPARE(keys.text(u"keys.0.name"_s), u"Default API Key"_s);
        QCOMPARE(keys.text(u"keys.0.key_prefix"_s), QString::fromLatin1(key.first(8)));
        // What it makes is its own, and nobody else's.
        QVERIFY(made.text(u"tenant_id"_s) != post("register", person(u"eve"_s)).text(u"tenant_id"_s));
    }

    void nobodyRegistersUnasked()
    {
        m_box = std::make_unique<TestSignalbox>();
        const JsonAnswer off = post("register", person(u"ada"_s));
        QCOMPARE(off.status, 403);
        QCOMPARE(off.text(u"error"_s), u"registration_disabled"_s);
        QVERIFY(off.text(u"message"_s).contains(u"access.registration"_s));

        const QJsonObject wanted{
            {u"role"_s, u"viewer"_s}, {u"note"_s, u"For Ada"_s}, {u"expires_in"_s, 3600}};
        const JsonAnswer made = m_box->request("POST", "/api/v1/auth/invitations", wanted);
        QCOMPARE(made.status, 201);
        QVERIFY(QRegularExpression(u"^inv_[0-9a-f]{64}$"_s).match(made.text(u"code"_s)).hasMatch());
        QCOMPARE(made.text(u"role"_s), u"viewer"_s);
        QCOMPARE(made.text(u"status"_s), u"open"_s);
        QJsonObject ada = person(u"ada"_s);
        ada.insert(u"invitation"_s, made.text(u"code"_s));
        const JsonAnswer in = post("register", ada);
        QCOMPARE(in.status, 201);
        const QByteArray key = as(in.text(u"api_key"_s).toLatin1());
        QCOMPARE(m_box->request("POST", "/api/v1/tasks", {{u"query"_s, u"x"_s}}, key).status, 403);
        QCOMPARE(m_box->request("POST", "/api/v1/auth/invitations", QJsonObject(), key).status, 403);
        QCOMPARE(m_box->request("GET", "/api/v1/auth/invitations", QByteArray(), key).status, 403);

        QJsonObject eve = person(u"eve"_s);
        eve.insert(u"invitation"_s, made.text(u"code"_s));
        const JsonAnswer again = post("register", eve);
        QCOMPARE(again.status, 403);
        QCOMPARE(again.text(u"error"_s), u"invitation_invalid"_s);

        const JsonAnswer list = m_box->get("/api/v1/auth/invitations");
        QCOMPARE(list.text(u"invitations.0.status"_s), u"used"_s);
        QCOMPARE(list.text(u"invitations.0.used_by"_s), in.text(u"user_id"_s));
        QVERIFY(!list.body.contains("inv_"));
        const JsonAnswer usual = m_box->request("POST", "/api/v1/auth/invitations", QByteArray());
        QCOMPARE(usual.text(u"role"_s), u"operator"_s);
        const QByteArray path = "/api/v1/auth/invitations/" + usual.text(u"id"_s).toLatin1();
        QCOMPARE(m_box->request("DELETE", path).status, 200);
        QCOMPARE(m_box->request("DELETE", path).status, 404);
        for (const QJsonObject &wrong :
             {QJsonObject{{u"role"_s, u"king"_s}}, QJsonObject{{u"expires_in"_s, 1}},
              QJsonObject{{u"role"_s, u""_s}}, QJsonObject{{u"role"_s, u" "_s}},
              QJsonObject{{u"role"_s, QJsonValue()}}, QJsonObject{{u"note"_s, u"for \u202eadA"_s}},
              QJsonObject{{u"note"_s, u"for\nAda"_s}}})
            QCOMPARE(m_box->request("POST", "/api/v1/auth/invitations", wrong).status, 400);
    }

    // Also with an invitation: what is taken is heard ten times an hour.
    void whatIsTakenIsNotTriedForLong()
    {
        QCOMPARE(post("register", person(u"ada"_s)).status, 201);
        for (int i = 0; i < 10; ++i) {
            m_box->core.clock.advance(std::chrono::seconds(60));
            QJsonObject again = person(u"ada"_s);
            again.insert(u"username"_s, u"ada%1"_s.arg(i));
            QCOMPARE(post("register", again).text(u"error"_s), u"email_exists"_s);
        }
        m_box->core.clock.advance(std::chrono::seconds(60));
        for (const QString &name : {u"ada"_s, u"bob"_s}) { // nor is it told whether it would be taken
            const JsonAnswer held = post("register", person(name));
            QCOMPARE(held.status, 429);
            QVERIFY2(held.body.contains("Too many tries"), held.body.constData());
        }
        m_box->core.clock.advance(std::chrono::hours(1));
        QCOMPARE(post("register", person(u"bob"_s)).status, 201);
    }

    void refusedRegistrations_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, const QByteArray &body, int status, const QString &code,
                            const QString &message) {
            QTest::newRow(name) << body << status << code << message;
        };
        const auto body = [](const QString &field, const QJsonValue &value) {
            QJsonObject changed = person(u"eve"_s);
            changed.insert(field, value);
            return QJsonDocument(changed).toJson();
        };
        const QString bad = u"invalid_request"_s;
        const QString required = u"Email, username, and password are required"_s;
        row("no JSON", "{", 400, bad, u"Invalid request body"_s);
        for (const char *field : {"email", "username", "password"})
            row(field, body(QLatin1StringView(field), QString()), 400, bad, required);
        row("null", body(u"email"_s, QJsonValue::Null), 400, bad, required);
        row("seven characters", body(u"password"_s, u"1234567"_s), 400, bad,
            u"Password must be at least 8 characters"_s);
        row("no address", body(u"email"_s, u"eve"_s), 400, bad, u"Invalid email address"_s);
        row("a taken address", body(u"email"_s, u"Ada@Example.com"_s), 409, u"email_exists"_s,
            u"Email already registered"_s);
        row("a taken name", body(u"username"_s, u"ADA"_s), 409, u"username_exists"_s,
            u"Username already taken"_s);
    }

    void refusedRegistrations()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, code);
        QFETCH(QString, message);
        QCOMPARE(post("register", person(u"ada"_s)).status, 201);
        const JsonAnswer refused = m_box->requestWithoutKey("POST", "/api/v1/auth/register", body);
        QCOMPARE(refused.status, status);
        QCOMPARE(refused.json(), (QJsonObject{{u"error"_s, code}, {u"message"_s, message}}));
    }

    void signingIn()
    {
        const JsonAnswer made = post("register", person(u"ada"_s));
        const JsonAnswer in =
            post("login", {{u"email"_s, u"ADA@example.com"_s}, {u"password"_s, u"correct horse"_s}});
        QCOMPARE(in.status, 200);
        QCOMPARE(in.json().keys(), made.json().keys());
        QCOMPARE(in.text(u"user_id"_s), made.text(u"user_id"_s));
        QCOMPARE(in.text(u"api_key"_s), QString());
        QCOMPARE(in.at(u"is_new_user"_s).toBool(), false);
        const JsonAnswer none = post("login", {{u"email"_s, u"ada@example.com"_s}});
        QCOMPARE(none.status, 400);
        QCOMPARE(none.text(u"message"_s), u"Email and password are required"_s);
        for (const QString &email : {u"ada@example.com"_s, u"nobody@example.com"_s}) {
            const JsonAnswer wrong = post("login", {{u"email"_s, email}, {u"password"_s, u"wrong horse"_s}});
            QCOMPARE(wrong.status, 401);
            QCOMPARE(wrong.json(), (QJsonObject{{u"error"_s, u"invalid_credentials"_s},
                                                {u"message"_s, u"Invalid email or password"_s}}));
        }
    }

    void refreshing()
    {
        const JsonAnswer made = post("register", person(u"ada"_s));
        const QJsonObject first{{u"refresh_token"_s, made.text(u"refresh_token"_s)}};
        const JsonAnswer second = post("refresh", first);
        QCOMPARE(second.status, 200);
        QCOMPARE(second.json().keys(), (QStringList{u"access_token"_s, u"expires_in"_s, u"refresh_token"_s}));
        const QJsonObject invalid{{u"error"_s, u"invalid_refresh_token"_s},
                                  {u"message"_s, u"Invalid refresh token"_s}};
        // The first comes again, so the whole family is void.
        QCOMPARE(post("refresh", first).json(), invalid);
        const JsonAnswer third = post("refresh", {{u"refresh_token"_s, second.text(u"refresh_token"_s)}});
        QCOMPARE(third.status, 401);
        QCOMPARE(third.json(), invalid);
        QCOMPARE(post("refresh", {{u"refresh_token"_s, u"made up"_s}}).status, 401);
        const JsonAnswer none = post("refresh", {});
        QCOMPARE(none.status, 400);
        QCOMPARE(none.json(), (QJsonObject{{u"error"_s, u"invalid_request"_s},
                                           {u"message"_s, u"Missing refresh_token"_s}}));
    }

    // One count of an address for the three; refreshing may go on after signing in may not.
    void attemptsAreCounted()
    {
        const QJsonObject guess{{u"refresh_token"_s, u"made up"_s}};
        for (int i = 0; i < 30; ++i)
            QCOMPARE(post("refresh", guess).status, 401);
        const auto refused = [this](const QByteArray &path, const QString &what) {
            const JsonAnswer answer = post(path, person(u"ada"_s));
            QCOMPARE(answer.status, 429);
            QCOMPARE(
                answer.json(),
                (QJsonObject{{u"error"_s, u"rate_limit_exceeded"_s},
                             {u"message"_s, u"Too many %1 attempts. Please try again later."_s.arg(what)}}));
            QVERIFY(answer.header("retry-after").toInt() > 0);
        };
        refused("login", u"login"_s);
        refused("register", u"registration"_s);
        for (int i = 0; i < 30; ++i)
            QCOMPARE(post("refresh", guess).status, 401);
        QCOMPARE(post("refresh", guess).status, 429);
        m_box->core.clock.advance(60s);
        QCOMPARE(post("refresh", guess).status, 401);
    }

    void attemptsAreASetting()
    {
        m_box = std::make_unique<TestSignalbox>(whereAnybodyRegisters(), server::ServerOptions(),
                                                server::SurfaceOptions{.signInsPerMinute = 2});
        const QJsonObject nobody{{u"email"_s, u"nobody@example.com"_s}, {u"password"_s, u"correct horse"_s}};
        for (const int status : {401, 401, 429})
            QCOMPARE(post("login", nobody).status, status);
        const QJsonObject guess{{u"refresh_token"_s, u"made up"_s}};
        for (const int status : {401, 401, 429})
            QCOMPARE(post("refresh", guess).status, status);
    }

    // Only a proxy that is trusted says where somebody signs in.
    void theRecordTellsWhereSomebodySignsIn()
    {
        for (const QStringList &proxies : {QStringList(), QStringList{u"127.0.0.1"_s}}) {
            m_box = std::make_unique<TestSignalbox>(whereAnybodyRegisters(),
                                                    server::ServerOptions{.trustedProxies = proxies},
                                                    server::SurfaceOptions{.trustedProxies = proxies});
            const JsonAnswer made = m_box->request("POST", "/api/v1/auth/register", person(u"ada"_s),
                                                   "X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\n");
            QCOMPARE(made.status, 201);
            const auto events = m_box->core->feed().events({.newestFirst = true});
            const auto created = std::find_if(events->begin(), events->end(), [](const Event &event) {
                return event.type == EventType::AccountCreated;
            });
            QVERIFY(created != events->end());
            QCOMPARE(created->payload[u"address"_s].toString(),
                     proxies.isEmpty() ? u"127.0.0.1"_s : u"203.0.113.9"_s);
        }
    }

    void me()
    {
        const JsonAnswer made = post("register", person(u"ada"_s));
        const JsonAnswer me =
            m_box->request("GET", "/api/v1/auth/me", QByteArray(), as(made.text(u"api_key"_s).toLatin1()));
        QCOMPARE(me.status, 200);
        for (const QString &field : {u"user_id"_s, u"tenant_id"_s, u"tier"_s})
            QCOMPARE(me.text(field), made.text(field));
        QCOMPARE(me.text(u"email"_s), u"ada@example.com"_s);
        QCOMPARE(me.text(u"username"_s), u"ada"_s);
        QCOMPARE(me.text(u"name"_s), u"A Person"_s);
        for (const QString &field :
             {u"monthly_tokens"_s, u"monthly_usage"_s, u"rate_limit_minute"_s, u"rate_limit_hour"_s})
            QVERIFY(me.at(u"quotas."_s + field).isDouble());
        for (const QString &field :
             {u"minute.limit"_s, u"minute.remaining"_s, u"hour.limit"_s, u"hour.remaining"_s})
            QVERIFY(me.at(u"rate_limits."_s + field).toInt() > 0);
        const JsonAnswer boss = m_box->get("/api/v1/auth/me");
        QCOMPARE(boss.text(u"user_id"_s), u"administrator"_s);
    }

    void keys()
    {
        const QByteArray ada = as(post("register", person(u"ada"_s)).text(u"api_key"_s).toLatin1());
        const JsonAnswer made = m_box->request("POST", "/api/v1/auth/api-keys",
                                               {{u"name"_s, u"For the robot"_s},
                                                {u"description"_s, u"It cleans"_s},
                                                {u"scopes"_s, QJsonArray{u"workflows:read"_s}}},
                                               ada);
        QCOMPARE(made.status, 201);
        QCOMPARE(made.json().keys(), (QStringList{u"api_key"_s, u"created_at"_s, u"id"_s, u"key_prefix"_s,
                                                  u"name"_s, u"warning"_s}));
        QCOMPARE(made.text(u"warning"_s), u"Store this API key securely. It will not be shown again."_s);
        const QByteArray robot = as(made.text(u"api_key"_s).toLatin1());
        QCOMPARE(m_box->request("GET", "/api/v1/tasks", QByteArray(), robot).status, 200);
        QCOMPARE(m_box->request("POST", "/api/v1/tasks", {{u"query"_s, u"x"_s}}, robot).status, 403);
        QCOMPARE(m_box->request("GET", "/api/v1/auth/api-keys", QByteArray(), robot).status, 403);
        QCOMPARE(m_box->request("POST", "/api/v1/auth/api-keys", {{u"name"_s, u"x"_s}}, robot).status, 403);
        QCOMPARE(m_box
                     ->request("POST", "/api/v1/auth/api-keys",
                               {{u"name"_s, u"x"_s}, {u"scopes"_s, QJsonArray{u"workflows:write"_s}}}, robot)
                     .status,
                 403);

        const QByteArray path = "/api/v1/auth/api-keys/" + made.text(u"id"_s).toLatin1();
        QCOMPARE(m_box->request("DELETE", path, QByteArray(), as(m_box->keyFor(Scope::KeysManage, u"eve"_s)))
                     .status,
                 404);
        const JsonAnswer gone = m_box->request("DELETE", path, QByteArray(), ada);
        QCOMPARE(gone.status, 200);
        QCOMPARE(gone.json(),
                 (QJsonObject{{u"success"_s, true}, {u"message"_s, u"API key revoked successfully"_s}}));
        QCOMPARE(m_box->request("GET", "/api/v1/tasks", QByteArray(), robot).status, 401);
        const JsonAnswer again = m_box->request("DELETE", path, QByteArray(), ada);
        QCOMPARE(again.status, 404);
        QCOMPARE(again.json(), (QJsonObject{{u"error"_s, u"not_found"_s},
                                            {u"message"_s, u"API key not found or already revoked"_s}}));
        const JsonAnswer noId = m_box->request("DELETE", "/api/v1/auth/api-keys/first", QByteArray(), ada);
        QCOMPARE(noId.status, 400);
        QCOMPARE(noId.text(u"message"_s), u"Invalid API key ID format"_s);

        const JsonAnswer list = m_box->request("GET", "/api/v1/auth/api-keys", QByteArray(), ada);
        QCOMPARE(list.at(u"total"_s).toInt(), 2);
        QCOMPARE(list.text(u"keys.0.name"_s), u"For the robot"_s); // newest first, and it was revoked
        QCOMPARE(list.text(u"keys.0.description"_s), u"It cleans"_s);
        QCOMPARE(list.at(u"keys.0.is_active"_s).toBool(), false);
        QVERIFY(!list.text(u"keys.0.last_used_at"_s).isEmpty() ||
                list.at(u"keys.0.last_used_at"_s).isUndefined());
        QCOMPARE(list.at(u"keys.1.is_active"_s).toBool(), true);
        QVERIFY(!list.body.contains("api_key\""));
    }

    void namesOfKeys()
    {
        const auto refused = [this](const QJsonObject &body) {
            const JsonAnswer answer = m_box->request("POST", "/api/v1/auth/api-keys", body);
            return answer.status == 400 && answer.text(u"error"_s) == u"invalid_request"_s
                       ? answer.text(u"message"_s)
                       : QString();
        };
        QCOMPARE(refused({{u"name"_s, QString()}}), u"Name is required"_s);
        QCOMPARE(refused({{u"name"_s, QString(101, u'x')}}), u"Name must be 100 characters or less"_s);
        QVERIFY(refused({{u"name"_s, u"x"_s}, {u"scopes"_s, QJsonArray{u"everything"_s}}})
                    .contains(u"everything"_s));
    }

    void refreshingAKey()
    {
        const JsonAnswer ada = post("register", person(u"ada"_s));
        const JsonAnswer token =
            m_box->request("POST", "/api/v1/auth/refresh-key", QByteArray(),
                           "Authorization: Bearer " + ada.text(u"access_token"_s).toLatin1() + "\r\n");
        QCOMPARE(token.status, 400);
        QCOMPARE(token.json(), (QJsonObject{{u"error"_s, u"api_key_required"_s},
                                            {u"message"_s, u"API key authentication required"_s}}));
        const QByteArray old = as(ada.text(u"api_key"_s).toLatin1());
        const JsonAnswer fresh = m_box->request("POST", "/api/v1/auth/refresh-key", QByteArray(), old);
        QCOMPARE(fresh.status, 200);
        QCOMPARE(fresh.json().keys(), (QStringList{u"api_key"_s, u"previous_key_revoked"_s}));
        QCOMPARE(m_box->request("GET", "/api/v1/auth/me", QByteArray(), old).status, 401);
        const JsonAnswer list = m_box->request("GET", "/api/v1/auth/api-keys", QByteArray(),
                                               as(fresh.text(u"api_key"_s).toLatin1()));
        QCOMPARE(list.text(u"keys.0.name"_s), u"Refreshed API Key"_s);
    }

    void administratorsChangeAccounts()
    {
        const JsonAnswer ada = post("register", person(u"ada"_s));
        const QByteArray token = "Authorization: Bearer " + ada.text(u"access_token"_s).toLatin1() + "\r\n";
        const QByteArray path = "/api/v1/auth/users/" + ada.text(u"user_id"_s).toLatin1();
        QCOMPARE(m_box->get("/api/v1/auth/users").text(u"users.0.username"_s), u"ada"_s);
        QCOMPARE(m_box->request("PATCH", path, {{u"role"_s, u"administrator"_s}}, token).status, 403);
        const JsonAnswer changed = m_box->request("PATCH", path, {{u"role"_s, u"viewer"_s}});
        QCOMPARE(changed.text(u"role"_s), u"viewer"_s);
        QCOMPARE(m_box->request("POST", "/api/v1/tasks", {{u"query"_s, u"x"_s}}, token).status, 403);
        QCOMPARE(m_box->request("PATCH", path, {{u"is_active"_s, false}}).status, 200);
        QCOMPARE(m_box->request("GET", "/api/v1/tasks", QByteArray(), token).status, 401);
    }

private:
    JsonAnswer post(const QByteArray &path, const QJsonObject &body)
    {
        return m_box->requestWithoutKey("POST", "/api/v1/auth/" + path,
                                        QJsonDocument(body).toJson(QJsonDocument::Compact));
    }

    std::unique_ptr<TestSignalbox> m_box;
};

SIGNALBOX_TEST(TestAuth)
#include "tst_auth.moc"
