// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pageorigin.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <algorithm>

using namespace server;
using namespace Qt::Literals::StringLiterals;

// What pages of other sites can do where nobody is asked for a key: nothing, on every row that asks for none.

namespace {

constexpr const char *foreign[] = {
    "Origin: https://evil.example\r\n",
    "Origin: null\r\n",
    "Origin:\r\n",
    "Origin: http://127.0.0.1:1\r\n",
    "Origin: http://127.0.0.1.evil.example\r\n",
    "Origin: file://127.0.0.1\r\n",
    "Origin: https://good.example.evil.example\r\n",
    "Sec-Fetch-Site: cross-site\r\n",
    "Sec-Fetch-Site: same-site\r\n",
    "Sec-Fetch-Site: cross-site\r\nOrigin: http://127.0.0.1\r\n",
};

constexpr const char *notJson[] = {"",
                                   "Content-Type: text/plain\r\n",
                                   "Content-Type: text/plain; a=application/json\r\n",
                                   "Content-Type: application/x-www-form-urlencoded\r\n",
                                   "Content-Type: multipart/form-data; boundary=a\r\n",
                                   "Content-Type: application/jsonp\r\n"};

QByteArray lineOf(const Endpoint &row)
{
    QByteArrayList parts = row.path.split('/');
    for (QByteArray &part : parts) {
        if (part.startsWith('{'))
            part = "unknown-1";
    }
    return core::toWord(row.method).toLatin1() + ' ' + parts.join('/');
}

bool opensSocket(const Endpoint &row)
{
    return std::holds_alternative<OpenSocket>(row.handler);
}

QByteArray handshakeFor(const Endpoint &row)
{
    return opensSocket(row) ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            : "";
}

core::CoreOptions withOpenDoors(core::Bypass bypass)
{
    core::CoreOptions options;
    options.access.bypass = bypass;
    if (bypass == core::Bypass::Off) {
        options.access.anonymousSurfaces = {u"shannon"_s,  u"goagents"_s, u"agentapi"_s,     u"gateway"_s,
                                            u"livechat"_s, u"openai"_s,   u"orchestrator"_s, u"system"_s};
    }
    return options;
}

} // namespace

class TestOtherPages : public QObject
{
    Q_OBJECT

private slots:
    void doors_data()
    {
        QTest::addColumn<bool>("bypass");
        QTest::newRow("the surfaces of access.anonymous, and rows that ask for none") << false;
        QTest::newRow("the bypass of development") << true;
    }

    void doors()
    {
        QFETCH(bool, bypass);
        ServerOptions options;
        options.allowedOrigins = {u"https://good.example"_s};
        TestSignalbox box(withOpenDoors(bypass ? core::Bypass::On : core::Bypass::Off), options);
        const QList<qint64> before = box.rows();
        int rows = 0;
        for (const Surface &surface : box.server->surfaces()) {
            for (const Endpoint &row : surface.endpoints) {
                const bool asks = !row.access.isOpen() && (row.keyless == Keyless::NotEvenBypassed ||
                                                           (!bypass && row.keyless == Keyless::Never));
                if (asks)
                    continue;
                ++rows;
                refusesAll(box, row);
            }
        }
        QVERIFY(rows > 100);
        QVERIFY2(m_wrong.isEmpty(), qPrintable(m_wrong.join(u'\n')));
        QCOMPARE(box.rows(), before);
    }

    // What a browser of our own pages sends, a named origin's, and a program that is no browser.
    void ownPagesAndProgramsGoOn()
    {
        ServerOptions options;
        options.allowedOrigins = {u"https://good.example"_s};
        TestSignalbox box({}, options);
        const QByteArray json = "Content-Type: Application/JSON; charset=utf-8\r\n";
        for (const QByteArray &lines :
             {""_ba, "Origin: http://127.0.0.1\r\n"_ba, "Origin: HTTPS://127.0.0.1\r\n"_ba,
              "Origin: null\r\nSec-Fetch-Site: same-origin\r\n"_ba, "Sec-Fetch-Site: none\r\n"_ba,
              "Origin: https://good.example\r\nSec-Fetch-Site: cross-site\r\n"_ba}) {
            tests::Client client(box.port);
            const auto asked = [&](const QByteArray &line, const QByteArray &more, const QByteArray &body) {
                return client.ask(tests::request(line, lines + more, body)).status;
            };
            QCOMPARE(asked("GET /docs", {}, {}), 200);
            QCOMPARE(asked("GET /health", {}, {}), 200);
            QCOMPARE(asked("POST /api/v1/auth/login", json, R"({"email":"a@b.c","password":"x"})"), 401);
        }
    }

    // Somebody who follows a link to the documents comes from another site, too.
    void aLinkMayBeFollowed()
    {
        TestSignalbox box(withOpenDoors(core::Bypass::Off));
        const QByteArray link = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n";
        tests::Client client(box.port);
        QCOMPARE(client.ask(tests::request("GET /docs", link)).status, 200);
        QCOMPARE(client.ask(tests::request("GET /api/v1/clusters", link)).status, 403);
        QCOMPARE(client
                     .ask(tests::request("POST /api/v1/auth/login",
                                         link + "Content-Type: application/json\r\n", "{}"))
                     .status,
                 403);
    }

    // What a page may send without being asked for leave is not taken of who shows no key, wherever a row
    // reads its body itself.
    void formsNeedAKey_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<int>("status");
        for (const char *type : notJson)
            QTest::newRow(type) << QByteArray(type) << 415;
        QTest::newRow("in capitals") << "Content-Type: TEXT/PLAIN\r\n"_ba << 415;
        QTest::newRow("two types") << "Content-Type: text/plain, application/yaml\r\n"_ba << 415;
        QTest::newRow("no type") << "Content-Type: ;a=b\r\n"_ba << 415;
        QTest::newRow("YAML") << "Content-Type: application/yaml\r\n"_ba << 201;
        QTest::newRow("JSON") << "Content-Type: application/json\r\n"_ba << 201;
    }
    void formsNeedAKey()
    {
        QFETCH(QByteArray, lines);
        QFETCH(int, status);
        if (lines.contains("jsonp"))
            status = 201; // no form is sent as that
        const QByteArray manifest =
            R"({"metadata":{"name":"shop"},"spec":{"agents":[{"name":"clerk","provider":"builtin","model":"m"}]}})";
        for (const core::Bypass bypass : {core::Bypass::Off, core::Bypass::On}) {
            TestSignalbox box(withOpenDoors(bypass));
            const auto asked = [&](const QByteArray &line, const QByteArray &more) {
                tests::Client client(box.port);
                return client.ask(tests::request(line, lines + more, manifest)).status;
            };
            const QList<qint64> before = box.rows();
            QCOMPARE(asked("POST /v1/knowledge/documents", {}), status == 201 ? 400 : 415);
            QCOMPARE(asked("POST /api/v1/clusters", {}), status);
            QCOMPARE(box.rows() == before, status == 415);
            if (status == 415 && bypass == core::Bypass::Off)
                QCOMPARE(asked("POST /api/v1/clusters", "X-API-Key: " + box.key + "\r\n"), 201);
        }
    }

    // A page that was given a key acts for whoever gave it; whether it may read the answer is another matter.
    void aKeyOpensTheDoor()
    {
        TestSignalbox box;
        const JsonAnswer answer =
            box.request("GET", "/api/v1/tasks", QByteArray(), "Origin: https://evil.example\r\n");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.count("access-control-allow-origin"), 0);
        QCOMPARE(answer.count("access-control-allow-credentials"), 0);
        QCOMPARE(box.request("POST", "/api/v1/tasks", R"({"query":"What is 1+1?"})"_ba,
                             "Content-Type: text/plain\r\n")
                     .status,
                 200);
    }

    void namedOriginsAreToldSo()
    {
        ServerOptions options;
        options.allowedOrigins = {u"https://good.example"_s};
        TestSignalbox box({}, options);
        const JsonAnswer good =
            box.request("GET", "/api/v1/tasks", QByteArray(), "Origin: https://good.example\r\n");
        QCOMPARE(good.header("access-control-allow-origin"), "https://good.example");
        const JsonAnswer other = box.get("/api/v1/tasks");
        QCOMPARE(other.count("access-control-allow-origin"), 0);
        QCOMPARE(other.header("vary"), "Origin");
    }

    void originsAreWrittenOut_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("origin"); // empty: refused
        const auto row = [](const char *text, const char *origin) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(origin);
        };
        row("https://a.example", "https://a.example");
        row("HTTPS://A.example:443/", "https://a.example");
        row("http://[::1]:3000", "http://[::1]:3000");
        row("http://localhost:80", "http://localhost");
        row("tauri://localhost", "tauri://localhost");
        for (const char *wrong :
             {"*", "null", "a.example", "https://", "https://*.example", "https://a.example/x",
              "https://u@a.example", "https://a.example?x", "https://a.example#x"})
            row(wrong, "");
    }

    void originsAreWrittenOut()
    {
        QFETCH(QString, text);
        QFETCH(QString, origin);
        QCOMPARE(PageOrigins::parse(text).value_or(QString()), origin);
    }

private:
    // All that may not be asked of a row, one request behind the other over one connection.
    void refusesAll(TestSignalbox &box, const Endpoint &row)
    {
        const QByteArray body = row.body.kind == BodyShape::Kind::None ? "" : "{\"a\": 1}";
        QByteArray all;
        for (const char *page : foreign)
            all += tests::request(lineOf(row),
                                  handshakeFor(row) + page + "Content-Type: application/json\r\n", body);
        const bool takesJson = row.body.kind == BodyShape::Kind::Json;
        for (const char *type : notJson)
            all += takesJson ? tests::request(lineOf(row), type, body) : QByteArray();
        tests::Client client(box.port);
        client.send(all);
        for (const char *page : foreign) {
            const tests::Answer answer = client.receive();
            const bool isSaid = answer.body.contains("http.cors_origins");
            note(answer.status == 403 && isSaid && answer.count("access-control-allow-origin") == 0, row,
                 page, answer);
        }
        for (const char *type : notJson) {
            if (!takesJson)
                break;
            const tests::Answer answer = client.receive();
            // A row beyond what callers without a key may do is refused for that.
            const bool isRefused = answer.status == 403 && answer.body.contains("scope");
            note(isRefused || (answer.status == 415 && answer.body.contains("application/json")), row, type,
                 answer);
        }
    }

    void note(bool isRight, const Endpoint &row, const QByteArray &lines, const tests::Answer &answer)
    {
        if (!isRight)
            m_wrong.append(QString::fromUtf8(QByteArray(lineOf(row) + " with " + lines.trimmed() + ": " +
                                                        QByteArray::number(answer.status) + ' ' +
                                                        answer.body.left(200))));
    }

    QStringList m_wrong;
};

SIGNALBOX_TEST(TestOtherPages)
#include "tst_otherpages.moc"
