// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/anthropicprovider.h"
#include "core/provider/openaiprovider.h"
#include "tests/support/fakemodelserver.h"
#include "tests/support/heard.h"
#include "tests/support/modelwire.h"
#include "tests/support/testsuite.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QScopeGuard>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

using namespace core;
using namespace testsupport;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray secret = "sk-1234567890abcdef";

// JSON in single quotes, which moc reads without trouble.
QByteArray quoted(QByteArray json)
{
    return json.replace('\'', '"');
}

// An error as servers write it, which quotes what nobody else may see.
QByteArray errorBody(const QByteArray &type, const QByteArray &more = {})
{
    return quoted("{'type':'error','error':{'message':'Incorrect API key " + secret +
                  " for my secret question',"
                  "'type':'" +
                  type + "'" + more + "}}");
}

QByteArray textOf(const QString &kind)
{
    return kind == u"openai" ? openAiText({u"Once "_s, u"upon"_s}) : anthropicText({u"Once "_s, u"upon"_s});
}

// The stream as far as it goes before its end begins.
QByteArray halfOf(const QString &kind)
{
    const QByteArray whole = textOf(kind);
    const qsizetype text = whole.indexOf("upon");
    return whole.first(whole.indexOf("\n\n", text) + 2);
}

struct Fault
{
    FakeReply reply = {};
    ErrorCode code = ErrorCode::Unavailable;
    Retry retry = Retry::Later;
    milliseconds retryAfter{0};
    QString says = {};
    bool hasText = false; // some of the answer had come before
};

using Faults = QList<std::pair<const char *, Fault>>;

Faults refusals()
{
    const auto never = Retry::Never;
    return {
        {"401",
         {FakeReply::json(401, errorBody("authentication_error")), ErrorCode::Unavailable, never, 0ms,
          u"Check the key"_s}},
        {"403",
         {FakeReply::json(403, errorBody("permission_error")), ErrorCode::Unavailable, never, 0ms,
          u"Check the key"_s}},
        {"404",
         {FakeReply::json(404, errorBody("not_found_error")), ErrorCode::NotFound, never, 0ms,
          u"\"model-x\""_s}},
        {"400",
         {FakeReply::json(400, errorBody("invalid_request_error")), ErrorCode::InvalidArgument, never, 0ms,
          u"invalid"_s}},
        {"400 of a known field",
         {FakeReply::json(400, errorBody("invalid_request_error", ",'param':'temperature'")),
          ErrorCode::InvalidArgument, never, 0ms, u"\"temperature\""_s}},
        {"400 too long",
         {FakeReply::json(400, errorBody("invalid_request_error", ",'code':'context_length_exceeded'")),
          ErrorCode::TooLarge, never, 0ms, u"too long"_s}},
        {"413", {FakeReply::json(413, "{}"), ErrorCode::TooLarge, never, 0ms, u"too long"_s}},
        {"429 seconds",
         {FakeReply::json(429, errorBody("rate_limit_error"), {{"Retry-After", "7"}}), ErrorCode::RateLimited,
          Retry::Later, 7s}},
        {"429 date",
         {FakeReply::json(
              429, "{}",
              {{"Date", "Wed, 21 Oct 2026 07:28:00 GMT"}, {"Retry-After", "Wed, 21 Oct 2026 07:28:30 GMT"}}),
          ErrorCode::RateLimited, Retry::Later, 30s}},
        {"429 date in the past",
         {FakeReply::json(429, "{}", {{"Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"}}),
          ErrorCode::RateLimited}},
        {"429 milliseconds",
         {FakeReply::json(429, "{}", {{"retry-after-ms", "250"}, {"Retry-After", "1"}}),
          ErrorCode::RateLimited, Retry::Later, 250ms}},
        {"429 nonsense", {FakeReply::json(429, "{}", {{"Retry-After", "soon"}}), ErrorCode::RateLimited}},
        {"429 for ever",
         {FakeReply::json(429, "{}", {{"Retry-After", "1e300"}}), ErrorCode::RateLimited, Retry::Later, 24h}},
        {"429 no credit",
         {FakeReply::json(429, errorBody("insufficient_quota"), {{"Retry-After", "7"}}),
          ErrorCode::Unavailable, never, 0ms, u"credit"_s}},
        {"500", {FakeReply::json(500, errorBody("server_error")), ErrorCode::Unavailable}},
        {"500 page",
         {{.status = 500, .contentType = "text/html", .pieces = {"<h1>" + secret}}, ErrorCode::Unavailable}},
        {"503 later",
         {FakeReply::json(503, "{}", {{"Retry-After", "3"}}), ErrorCode::RateLimited, Retry::Later, 3s}},
        {"529", {FakeReply::json(529, errorBody("overloaded_error")), ErrorCode::RateLimited}},
    };
}

// As Google's and other servers put them.
Faults otherRefusals()
{
    const auto never = Retry::Never;
    return {
        {"400 in a list, of a key",
         {FakeReply::json(400, quoted("[{'error':{'code':400,'message':'API key not valid " + secret +
                                      "','status':'INVALID_ARGUMENT','details':[{'@type':'x'},{'reason':"
                                      "'API_KEY_INVALID'}]}}]")),
          ErrorCode::Unavailable, never, 0ms, u"Check the key"_s}},
        {"400 for the region",
         {FakeReply::json(400, quoted("[{'error':{'code':400,'status':'FAILED_PRECONDITION'}}]")),
          ErrorCode::Unavailable, never, 0ms, u"Check the key"_s}},
        {"429 in a list",
         {FakeReply::json(429, quoted("[{'error':{'code':429,'status':'RESOURCE_EXHAUSTED'}}]")),
          ErrorCode::RateLimited}},
        {"400 bare",
         {FakeReply::json(400, quoted("{'object':'error','type':'BadRequestError','message':'" + secret +
                                      "','param':'model','code':400}")),
          ErrorCode::InvalidArgument, never, 0ms, u"\"model\""_s}},
        {"redirect",
         {FakeReply::json(307, "{}", {{"Location", "http://127.0.0.1:1/elsewhere"}}), ErrorCode::Unavailable,
          never, 0ms, u"redirect"_s}},
        {"418 without body", {{.status = 418, .contentType = {}}, ErrorCode::InvalidArgument, never}},
    };
}

Faults shortStreams(const QString &kind)
{
    const auto cut = FakeReply::End::Cut;
    const auto stall = FakeReply::End::Stall;
    const QByteArray half = halfOf(kind);
    return {
        {"cut", {.reply = FakeReply::stream(half, 0, cut), .says = u"answer was whole"_s, .hasText = true}},
        {"cut in a line", {.reply = FakeReply::stream(half + "data: {\"ty", 0, cut), .hasText = true}},
        {"half a line, ended well",
         {.reply = FakeReply::stream(half + "data: {\"type\":\"" + secret),
          .says = u"not valid JSON"_s,
          .hasText = true}},
        {"no end marker",
         {.reply = FakeReply::stream(half), .says = u"before the answer was whole"_s, .hasText = true}},
        {"stalls",
         {.reply = FakeReply::stream(half, 0, stall),
          .code = ErrorCode::Timeout,
          .says = u"sent nothing for"_s,
          .hasText = true}},
        {"stalls in a line",
         {.reply = FakeReply::stream(half + "data: {", 9, stall),
          .code = ErrorCode::Timeout,
          .hasText = true}},
        {"closed without a word", {.reply = FakeReply::silent(cut), .says = u"closed the connection"_s}},
        {"never answers",
         {.reply = FakeReply::silent(stall), .code = ErrorCode::Timeout, .says = u"did not finish"_s}},
        {"a head and nothing else", {.reply = FakeReply::stream({}, 0, stall), .code = ErrorCode::Timeout}},
    };
}

Faults wrongStreams(const QString &kind)
{
    const QByteArray half = halfOf(kind);
    const QByteArray overloaded = wireEvent(errorBody("overloaded_error"), "error");
    return {
        {"an error in the middle",
         {.reply = FakeReply::stream(half + overloaded),
          .code = ErrorCode::RateLimited,
          .says = u"overloaded"_s,
          .hasText = true}},
        {"a refused key in the middle",
         {.reply = FakeReply::stream(wireEvent(errorBody("authentication_error"))),
          .retry = Retry::Never,
          .says = u"Check the key"_s}},
        {"a bare error in the middle",
         {.reply = FakeReply::stream(half + wireEvent(quoted("{'object':'error','message':'" + secret +
                                                             "','type':'InternalServerError','code':500}"))),
          .says = u"overloaded"_s,
          .hasText = true}},
        {"a bare error that only has a detail",
         {.reply = FakeReply::stream(half + wireEvent(quoted("{'detail':'" + secret + "'}"))),
          .hasText = true}},
        {"an error in a list in the middle",
         {.reply = FakeReply::stream(
              half + wireEvent(quoted("[{'error':{'code':503,'message':'x','status':'UNAVAILABLE'}}]"))),
          .code = ErrorCode::RateLimited,
          .says = u"overloaded"_s,
          .hasText = true}},
        {"an error that is a text",
         {.reply = FakeReply::stream(half + wireEvent(quoted("{'error':'" + secret + "'}"))),
          .hasText = true}},
        {"a status within an error",
         {.reply = FakeReply::stream(wireEvent(quoted("{'error':{'code':401,'message':'x'}}"))),
          .retry = Retry::Never,
          .says = u"Check the key"_s}},
        {"too many requests, said in the middle",
         {.reply = FakeReply::stream(half + wireEvent(quoted("{'error':{'code':'429','message':'x'}}"))),
          .code = ErrorCode::RateLimited,
          .hasText = true}},
    };
}

Faults brokenStreams(const QString &kind)
{
    const auto end = FakeReply::End::Whole;
    const auto stall = FakeReply::End::Stall;
    const QByteArray half = halfOf(kind);
    return {
        {"bad JSON in the middle",
         {.reply = FakeReply::stream(half + "data: {" + secret + "\n\n"),
          .says = u"not valid JSON"_s,
          .hasText = true}},
        {"bad UTF-8",
         {.reply = FakeReply::stream("data: {\"a\":\"\xff\xfe\"}\n\n"), .says = u"not valid JSON"_s}},
        {"nested too deep",
         {.reply =
              FakeReply::stream("data: {\"a\":" + QByteArray(5000, '[') + QByteArray(5000, ']') + "}\n\n"),
          .says = u"not valid JSON"_s}},
        {"a huge line",
         {.reply = FakeReply::stream("data: " + QByteArray(300'000, 'x'), 50'000, stall),
          .code = ErrorCode::TooLarge,
          .retry = Retry::Never}},
        {"endless small events",
         {.reply = FakeReply::stream(QByteArray(": ping\n\n").repeated(100'000), 0, stall),
          .code = ErrorCode::TooLarge,
          .retry = Retry::Never}},
        {"an empty body", {.reply = FakeReply::stream({}), .says = u"empty"_s}},
        {"an empty JSON body", {.reply = FakeReply::json(200, {}), .says = u"empty"_s}},
        {"JSON of something else", {.reply = FakeReply::json(200, "{\"ok\":true}")}},
        {"half a JSON body",
         {.reply = FakeReply::json(200, "{\"choices\":[{\"mess"), .says = u"not valid JSON"_s}},
        {"an error with status 200",
         {.reply = FakeReply::json(200, errorBody("overloaded_error")),
          .code = ErrorCode::RateLimited,
          .says = u"overloaded"_s}},
        {"a page of the wrong server",
         {.reply = {.contentType = "text/html", .pieces = {"<html>"}, .end = end},
          .retry = Retry::Never,
          .says = u"base URL"_s}},
        {"an empty page",
         {.reply = {.contentType = "text/html", .end = end}, .retry = Retry::Never, .says = u"base URL"_s}},
    };
}

Faults allFaults(const QString &kind)
{
    return refusals() + otherRefusals() + shortStreams(kind) + wrongStreams(kind) + brokenStreams(kind);
}

} // namespace

class TestProviderFaults : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_server = std::make_unique<FakeModelServer>(); }

    void everyFaultIsAnErrorThatSaysWhatToDo_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("index");
        for (const QString &kind : {u"openai"_s, u"anthropic"_s}) {
            const Faults faults = allFaults(kind);
            for (int i = 0; i < faults.size(); ++i)
                QTest::addRow("%s: %s", qPrintable(kind), faults[i].first) << kind << i;
        }
    }

    void everyFaultIsAnErrorThatSaysWhatToDo()
    {
        QFETCH(QString, kind);
        QFETCH(int, index);
        const Fault fault = allFaults(kind)[index].second;
        // A server that closes before a word is asked again by the network layer, which cannot tell it to
        // leave.
        for (int i = 0; i < 5; ++i)
            m_server->add(fault.reply);
        const auto provider = make(kind);
        ModelRequest request = question();
        if (fault.code == ErrorCode::Timeout && !fault.hasText)
            request.timeLimit = 200ms;
        const auto call = provider->start(request);
        Heard heard(*call);
        QSignalSpy finished(call.get(), &ModelCall::finished);
        QVERIFY(finished.wait());

        QCOMPARE(heard.outcomes.size(), 1);
        QVERIFY(!heard.outcomes.first());
        const Error error = heard.outcomes.first().error();
        QVERIFY2(error.text.contains(fault.says), qPrintable(error.text));
        QVERIFY2(error.text.contains(u"\"mine\""), qPrintable(error.text));
        QVERIFY2(error.code == fault.code, qPrintable(error.text));
        QVERIFY2(error.retry == fault.retry, qPrintable(error.text));
        QCOMPARE(error.retryAfter, fault.retryAfter);
        QCOMPARE(heard.partials.join(QString()), fault.hasText ? u"Once upon"_s : QString());
        for (const QString &shown : {error.text, error.detail, error.field}) {
            QVERIFY2(!shown.contains(QString::fromLatin1(secret)), qPrintable(shown));
            QVERIFY2(!shown.contains(u"secret question"), qPrintable(shown));
        }
    }

    void afterAFaultTheNextCallWorks()
    {
        const auto provider = make(u"openai"_s);
        m_server->add(FakeReply::stream(halfOf(u"openai"_s), 0, FakeReply::End::Cut));
        m_server->add(FakeReply::stream(textOf(u"openai"_s)));
        const auto broken = provider->start(question());
        Heard first(*broken);
        QTRY_COMPARE(first.outcomes.size(), 1);
        const auto whole = provider->start(question());
        Heard second(*whole);
        QTRY_COMPARE(second.outcomes.size(), 1);
        QVERIFY(second.outcomes.first());
        QCOMPARE(second.outcomes.first()->text, u"Once upon"_s);
    }

    void aMissingKeyIsNamed()
    {
        m_server->add(FakeReply::json(401, "{}"));
        const auto provider =
            *OpenAiProvider::create({.name = u"mine"_s, .baseUrl = m_server->url(), .defaultModel = u"m"_s});
        const auto call = provider->start(question());
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QVERIFY(heard.outcomes.first().error().text.contains(u"none is configured"));
    }

    void nobodyListens()
    {
        const QString url = m_server->url();
        m_server.reset();
        const auto provider =
            *OpenAiProvider::create({.name = u"mine"_s, .baseUrl = url, .defaultModel = u"m"_s});
        const auto call = provider->start(question());
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        const Error error = heard.outcomes.first().error();
        QVERIFY(error.text.contains(u"refused the connection"));
        QVERIFY(error.text.contains(url));
        QCOMPARE(error.retry, Retry::Later);
    }

    void aServerThatTakesNoConnectionIsGivenUp()
    {
        // A queue that is full: the system drops what would connect, as a host behind a firewall does.
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto close = qScopeGuard([listener] { ::close(listener); });
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        QCOMPARE(::bind(listener, reinterpret_cast<sockaddr *>(&address), size), 0);
        QCOMPARE(::listen(listener, 0), 0);
        QCOMPARE(::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size), 0);
        const quint16 port = ntohs(address.sin_port);
        QTcpSocket fillers[3];
        for (QTcpSocket &filler : fillers)
            filler.connectToHost(QHostAddress::LocalHost, port);
        QTRY_COMPARE(fillers[0].state(), QAbstractSocket::ConnectedState);

        const auto provider = *OpenAiProvider::create(
            {.name = u"mine"_s, .baseUrl = u"http://127.0.0.1:%1"_s.arg(port), .defaultModel = u"m"_s},
            {.connect = 100ms});
        const auto call = provider->start(question());
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        const Error error = heard.outcomes.first().error();
        QCOMPARE(error.code, ErrorCode::Timeout);
        QCOMPARE(error.retry, Retry::Later);
        QVERIFY2(error.text.contains(u"did not take the request"), qPrintable(error.text));
    }

    void cancellingClosesTheConnection()
    {
        const auto provider = make(u"anthropic"_s);
        m_server->add(FakeReply::stream(halfOf(u"anthropic"_s), 0, FakeReply::End::Stall));
        auto call = provider->start(question());
        Heard heard(*call);
        QTRY_VERIFY(!heard.partials.isEmpty());
        QCOMPARE(m_server->open(), 1);
        call.reset();
        QTRY_COMPARE(m_server->open(), 0);
        QVERIFY(heard.outcomes.isEmpty());
    }

    void aListenerMayDestroyTheCallAtAnyWord()
    {
        for (const bool atTheEnd : {false, true}) {
            auto provider = make(u"openai"_s);
            m_server->add(FakeReply::stream(textOf(u"openai"_s), 30));
            auto call = provider->start(question());
            // The provider goes first, as when it is configured anew under way.
            provider.reset();
            bool isGone = false;
            const auto destroy = [&] {
                call.reset();
                isGone = true;
            };
            if (atTheEnd)
                connect(call.get(), &ModelCall::finished, this, destroy);
            else
                connect(call.get(), &ModelCall::partial, this, destroy);
            QTRY_VERIFY(isGone);
        }
    }

    void nothingIsSaidBeforeStartReturns()
    {
        const auto provider = make(u"openai"_s);
        const auto call = provider->start({.model = u"m"_s});
        Heard heard(*call);
        QVERIFY(heard.outcomes.isEmpty());
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QCOMPARE(heard.outcomes.first().error().field, u"messages"_s);
        const auto plain = *OpenAiProvider::create({.name = u"mine"_s, .baseUrl = m_server->url()});
        const auto nameless = plain->start({.messages = {{.text = u"Hi"_s}}});
        Heard second(*nameless);
        QTRY_COMPARE(second.outcomes.size(), 1);
        QCOMPARE(second.outcomes.first().error().field, u"model"_s);
        QVERIFY(m_server->requests().isEmpty());
    }

    void manyCallsRunAtOnceAndShareConnectionsAfterwards()
    {
        const auto provider = make(u"openai"_s);
        constexpr int count = 20;
        for (int i = 0; i < count; ++i)
            m_server->add(FakeReply::stream(halfOf(u"openai"_s), 0, FakeReply::End::Stall));
        std::vector<std::unique_ptr<ModelCall>> calls;
        for (int i = 0; i < count; ++i)
            calls.push_back(provider->start(question()));
        QTRY_COMPARE(m_server->requests().size(), count);
        calls.clear();
        QTRY_COMPARE(m_server->open(), 0);

        const int before = m_server->connections();
        for (int i = 0; i < 3; ++i) {
            m_server->add(FakeReply::stream(textOf(u"openai"_s)));
            const auto call = provider->start(question());
            Heard heard(*call);
            QTRY_COMPARE(heard.outcomes.size(), 1);
            QVERIFY(heard.outcomes.first());
        }
        QCOMPARE(m_server->connections(), before + 1);
    }

    void aServerThatStaysAfterItsEndMarkerIsNotWaitedFor()
    {
        const auto provider = make(u"anthropic"_s);
        m_server->add(
            FakeReply::stream(textOf(u"anthropic"_s) + "data: {broken\n\n", 0, FakeReply::End::Stall));
        const auto call = provider->start(question());
        Heard heard(*call);
        QTRY_COMPARE(heard.outcomes.size(), 1);
        QVERIFY(heard.outcomes.first());
        QCOMPARE(heard.outcomes.first()->text, u"Once upon"_s);
    }

private:
    static ModelRequest question() { return {.messages = {{.text = u"my secret question"_s}}}; }

    std::unique_ptr<Provider> make(const QString &kind) const
    {
        const ProviderSettings settings{.name = u"mine"_s,
                                        .kind = kind,
                                        .baseUrl = m_server->url(),
                                        .defaultModel = u"model-x"_s,
                                        .key = QString::fromLatin1(secret)};
        const CallLimits limits{.silence = 150ms,
                                .ending = 100ms,
                                .answer = 500'000,
                                .events = {.line = 100'000, .event = 200'000}};
        if (kind == u"openai")
            return *OpenAiProvider::create(settings, limits);
        return *AnthropicProvider::create(settings, limits);
    }

    std::unique_ptr<FakeModelServer> m_server;
};

SIGNALBOX_TEST(TestProviderFaults)
#include "tst_providerfaults.moc"
