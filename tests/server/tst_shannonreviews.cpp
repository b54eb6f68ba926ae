// SPDX-License-Identifier: GPL-3.0-or-later
// The contract's review of plans, line by line, against the real server.
#include "tests/server/sseframes.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

void plan(TestSignalbox &box, const QString &name)
{
    box.core.model().setPlans(true);
    box.core.model().plan({{.name = name, .instruction = name}});
}

// A task whose plan waits; its path.
QByteArray waiting(TestSignalbox &box, const QString &name = u"Think"_s)
{
    plan(box, name);
    const JsonAnswer task =
        box.request("POST", "/api/v1/tasks",
                    {{u"query"_s, u"Why?"_s}, {u"context"_s, QJsonObject{{u"require_review"_s, true}}}});
    const QByteArray path = "/api/v1/tasks/" + task.text(u"task_id"_s).toLatin1();
    const bool waits = QTest::qWaitFor([&] { return box.get(path + "/review").status == 200; });
    return waits ? path : QByteArray();
}

JsonAnswer say(TestSignalbox &box, const QByteArray &path, const QString &action, const QString &message = {},
               const QByteArray &headers = {})
{
    return box.request("POST", path + "/review", QJsonObject{{u"action"_s, action}, {u"message"_s, message}},
                       headers);
}

} // namespace

class TestShannonReviews : public QObject
{
    Q_OBJECT

private slots:
    void aPlanIsShown()
    {
        TestSignalbox box;
        const QByteArray path = waiting(box);
        const JsonAnswer review = box.get(path + "/review");
        QCOMPARE(review.header("etag"), "1"_ba);
        QCOMPARE(review.json().keys(), (QStringList{u"current_plan"_s, u"query"_s, u"round"_s, u"rounds"_s,
                                                    u"status"_s, u"version"_s}));
        QCOMPARE(review.text(u"status"_s), u"reviewing"_s);
        QCOMPARE(review.at(u"round"_s).toInt(), 1);
        QCOMPARE(review.at(u"version"_s).toInt(), 1);
        QCOMPARE(review.text(u"current_plan"_s), u"1. Think"_s);
        QCOMPARE(review.text(u"query"_s), u"Why?"_s);
        QCOMPARE(review.text(u"rounds.0.role"_s), u"assistant"_s);
        QCOMPARE(review.text(u"rounds.0.message"_s), u"1. Think"_s);
        QCOMPARE(review.text(u"rounds.0.timestamp"_s), toText(box.core.clock.now()));
        QCOMPARE(box.get(path).text(u"status"_s), u"TASK_STATUS_RUNNING"_s);
    }

    void feedbackAnswersWithTheNewPlanAndApprovalStarts()
    {
        TestSignalbox box;
        const QByteArray path = waiting(box);
        plan(box, u"Ask first"_s);
        const JsonAnswer revised = say(box, path, u"feedback"_s, u"Ask me"_s, "If-Match: 1\r\n");
        QCOMPARE(revised.status, 200);
        QCOMPARE(revised.text(u"status"_s), u"reviewing"_s);
        QCOMPARE(revised.at(u"plan"_s).toObject(), (QJsonObject{{u"message"_s, u"1. Ask first"_s},
                                                                {u"round"_s, 2},
                                                                {u"version"_s, 2},
                                                                {u"intent"_s, u"ready"_s}}));
        QCOMPARE(revised.text(u"message"_s), u"1. Ask first"_s);
        QCOMPARE(revised.text(u"current_plan"_s), u"1. Ask first"_s);
        QCOMPARE(revised.text(u"intent"_s), u"ready"_s);
        QCOMPARE(revised.at(u"round"_s).toInt(), 2);
        QCOMPARE(revised.at(u"version"_s).toInt(), 2);
        QCOMPARE(revised.header("etag"), "2"_ba);
        QCOMPARE(box.get(path + "/review").at(u"rounds"_s).toArray().size(), 3);
        const JsonAnswer conflict = say(box, path, u"approve"_s, {}, "If-Match: \"1\"\r\n");
        QCOMPARE(conflict.status, 409);
        box.core.model().say(u"Because."_s);
        const JsonAnswer approved = say(box, path, u"approve"_s, {}, "If-Match: \"2\"\r\n");
        QCOMPARE(approved.status, 200);
        QCOMPARE(approved.json(),
                 (QJsonObject{{u"status"_s, u"approved"_s}, {u"message"_s, u"Research started"_s}}));
        QTRY_COMPARE(box.get(path).text(u"status"_s), u"TASK_STATUS_COMPLETED"_s);
        QCOMPARE(box.get(path + "/review").text(u"status"_s), u"approved"_s);
        const JsonAnswer again = say(box, path, u"approve"_s);
        QCOMPARE(again.status, 409);
        QCOMPARE(again.text(u"error"_s), u"The plan was already approved"_s);
    }

    void theStreamTellsTheTalk()
    {
        TestSignalbox box;
        const QByteArray path = waiting(box);
        plan(box, u"Ask first"_s);
        QCOMPARE(say(box, path, u"feedback"_s, u"Ask me"_s).status, 200);
        box.core.model().say(u"Because."_s);
        QCOMPARE(say(box, path, u"approve"_s).status, 200);
        const auto stream = box.open("GET", "/api/v1/stream/sse?workflow_id=" + path.split('/').last());
        QVERIFY(stream->sees("[DONE]"));
        QByteArrayList told;
        QStringList messages;
        for (const Frame &frame : framesOf(stream->input)) {
            if (!frame.event.startsWith("RESEARCH_PLAN") && !frame.event.startsWith("REVIEW"))
                continue;
            told.append(frame.event);
            messages.append(frame.json().value(u"message"_s).toString());
            QCOMPARE(frame.json().value(u"agent_id"_s).toString(), u"research-planner"_s);
            QVERIFY(frame.json().value(u"payload"_s)[u"version"_s].toInt() > 0);
        }
        QCOMPARE(told, (QByteArrayList{"RESEARCH_PLAN_READY", "REVIEW_USER_FEEDBACK", "RESEARCH_PLAN_UPDATED",
                                       "RESEARCH_PLAN_APPROVED"}));
        QCOMPARE(messages.mid(0, 3), (QStringList{u"1. Think"_s, u"Ask me"_s, u"1. Ask first"_s}));
    }

    void aPlannerThatFailsIsTold()
    {
        TestSignalbox box;
        const QByteArray path = waiting(box);
        box.core.model().fail(failure(ErrorCode::InvalidArgument, u"No paper"_s));
        const JsonAnswer failed = say(box, path, u"feedback"_s, u"Again"_s);
        QCOMPARE(failed.status, 502);
        QVERIFY2(failed.text(u"error"_s).contains(u"No paper"_s), failed.body.constData());
        QCOMPARE(box.get(path + "/review").status, 404);
    }

    void whatCannotBeIsRefused()
    {
        TestSignalbox box;
        const QByteArray path = waiting(box);
        const QList<std::tuple<QString, QString, QString>> wrong{
            {u""_s, u""_s, u"action is required"_s},
            {u"burn"_s, u""_s, u"action must be feedback or approve"_s},
            {u"feedback"_s, u""_s, u"message is required"_s},
            {u"feedback"_s, QString(10'241, u'x'), u"message is longer than 10 KB"_s}};
        for (const auto &[action, message, text] : wrong) {
            const JsonAnswer refused = say(box, path, action, message);
            QCOMPARE(refused.status, 400);
            QCOMPARE(refused.text(u"error"_s), text);
        }
        QCOMPARE(say(box, path, u"approve"_s, {}, "If-Match: x\r\n").status, 400);
        box.core.model().say(u"x"_s);
        box.core.model().setPlans(false);
        const QByteArray plain =
            "/api/v1/tasks/" +
            box.request("POST", "/api/v1/tasks", {{u"query"_s, u"x"_s}}).text(u"task_id"_s).toLatin1();
        QCOMPARE(box.get(plain + "/review").text(u"error"_s), u"Review not found"_s);
        const QByteArray ada = "X-API-Key: " + box.keyFor(Scope::TasksRead | Scope::TasksWrite) + "\r\n";
        QCOMPARE(box.request("GET", path + "/review", QByteArray(), ada).status, 404);
        QCOMPARE(say(box, path, u"approve"_s, {}, ada).status, 404);
        QCOMPARE(box.get(path + "/review").text(u"status"_s), u"reviewing"_s);
        box.core.clock.advance(std::chrono::hours(24));
        QCOMPARE(box.get(path + "/review").text(u"status"_s), u"reviewing"_s); // it names no time
    }
};

SIGNALBOX_TEST(TestShannonReviews)
#include "tst_shannonreviews.moc"
