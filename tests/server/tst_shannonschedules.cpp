// SPDX-License-Identifier: GPL-3.0-or-later
// The contract's schedules, line by line, against the real server.
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QUuid>

using namespace core;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray schedules = "/api/v1/schedules";

QJsonObject daily()
{
    return {{u"name"_s, u"Morning report"_s},
            {u"cron_expression"_s, u"0 9 * * *"_s},
            {u"timezone"_s, u"America/New_York"_s},
            {u"task_query"_s, u"Write the report"_s}};
}

QByteArray made(TestSignalbox &box, const QJsonObject &body = daily())
{
    return schedules + '/' + box.request("POST", schedules, body).text(u"schedule_id"_s).toLatin1();
}

} // namespace

class TestShannonSchedules : public QObject
{
    Q_OBJECT

private slots:
    void aScheduleIsMadeAndShown()
    {
        TestSignalbox box; // 2026-01-01T00:00:00Z
        const JsonAnswer answer = box.request("POST", schedules, daily());
        QCOMPARE(answer.status, 201);
        QCOMPARE(answer.json().keys(), (QStringList{u"message"_s, u"next_run_at"_s, u"schedule_id"_s}));
        QCOMPARE(answer.text(u"message"_s), u"Schedule created successfully"_s);
        QCOMPARE(answer.text(u"next_run_at"_s), u"2026-01-01T09:00:00-05:00"_s);
        const QString id = answer.text(u"schedule_id"_s);
        QVERIFY(!QUuid::fromString(id).isNull());
        const QJsonObject shown = box.get(schedules + '/' + id.toLatin1()).json();
        const QJsonObject expected{{u"schedule_id"_s, id},
                                   {u"name"_s, u"Morning report"_s},
                                   {u"description"_s, u""_s},
                                   {u"cron_expression"_s, u"0 9 * * *"_s},
                                   {u"timezone"_s, u"America/New_York"_s},
                                   {u"task_query"_s, u"Write the report"_s},
                                   {u"task_context"_s, QJsonObject()},
                                   {u"max_budget_per_run_usd"_s, 0},
                                   {u"timeout_seconds"_s, 3600},
                                   {u"status"_s, u"ACTIVE"_s},
                                   {u"created_at"_s, toText(box.core.clock.now())},
                                   {u"updated_at"_s, toText(box.core.clock.now())},
                                   {u"last_run_at"_s, u""_s},
                                   {u"next_run_at"_s, u"2026-01-01T09:00:00-05:00"_s},
                                   {u"total_runs"_s, 0},
                                   {u"successful_runs"_s, 0},
                                   {u"failed_runs"_s, 0}};
        QCOMPARE(shown, expected);
    }

    void whatCannotBeIsRefused_data()
    {
        QTest::addColumn<QJsonObject>("change");
        QTest::addColumn<QString>("text");
        QTest::newRow("name") << QJsonObject{{u"name"_s, u" "_s}} << u"schedule name required"_s;
        QTest::newRow("cron") << QJsonObject{{u"cron_expression"_s, u""_s}} << u"cron expression required"_s;
        QTest::newRow("query") << QJsonObject{{u"task_query"_s, u""_s}} << u"task query required"_s;
        QTest::newRow("what is no cron")
            << QJsonObject{{u"cron_expression"_s, u"0 25 * * *"_s}}
            << u"invalid cron expression: hour: \"25\" is not between 0 and 23"_s;
        QTest::newRow("no such day") << QJsonObject{{u"cron_expression"_s, u"0 0 31 4 *"_s}}
                                     << u"invalid cron expression: there is no such day"_s;
        QTest::newRow("too often") << QJsonObject{{u"cron_expression"_s, u"*/30 * * * *"_s}}
                                   << u"cron interval too short: must be at least 60 minutes"_s;
        QTest::newRow("budget") << QJsonObject{{u"max_budget_per_run_usd"_s, 12}}
                                << u"budget exceeds limit: $12.00 > $10.00"_s;
        QTest::newRow("negative budget") << QJsonObject{{u"max_budget_per_run_usd"_s, -1}}
                                         << u"max_budget_per_run_usd cannot be negative"_s;
        QTest::newRow("zone") << QJsonObject{{u"timezone"_s, u"Mars/Olympus"_s}}
                              << u"invalid timezone: Mars/Olympus"_s;
        QTest::newRow("timeout") << QJsonObject{{u"timeout_seconds"_s, -5}}
                                 << u"timeout_seconds must be between 1 and 604800"_s;
    }

    void whatCannotBeIsRefused()
    {
        QFETCH(QJsonObject, change);
        QFETCH(QString, text);
        TestSignalbox box;
        QJsonObject body = daily();
        for (auto it = change.begin(); it != change.end(); ++it)
            body.insert(it.key(), it.value());
        const JsonAnswer refused = box.request("POST", schedules, body);
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.json(), (QJsonObject{{u"error"_s, text}}));
        QCOMPARE(box.get(schedules).at(u"total_count"_s), QJsonValue(0));
        // A change is refused in the same words.
        const QByteArray path = made(box);
        const JsonAnswer unchanged = box.request("PUT", path, change);
        QCOMPARE(unchanged.status, 400);
        QCOMPARE(unchanged.text(u"error"_s), text);
        QCOMPARE(box.request("POST", schedules, "cron"_ba).text(u"error"_s), u"Invalid request body"_s);
    }

    void fiftyAreEnough()
    {
        TestSignalbox box;
        for (int i = 0; i < 50; ++i)
            QCOMPARE(box.request("POST", schedules, daily()).status, 201);
        const JsonAnswer refused = box.request("POST", schedules, daily());
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.text(u"error"_s), u"schedule limit reached: 50/50 schedules"_s);
    }

    void schedulesAreListedByPageAndStatus()
    {
        TestSignalbox box;
        JsonAnswer list = box.get(schedules);
        const QJsonObject none{
            {u"schedules"_s, QJsonArray()}, {u"total_count"_s, 0}, {u"page"_s, 1}, {u"page_size"_s, 50}};
        QCOMPARE(list.json(), none);
        for (int i = 0; i < 3; ++i) {
            QJsonObject body = daily();
            body.insert(u"name"_s, u"n%1"_s.arg(i));
            made(box, body);
        }
        list = box.get(schedules + "?page=2&page_size=2");
        QCOMPARE(list.at(u"total_count"_s).toInt(), 3);
        QCOMPARE(list.at(u"page"_s).toInt(), 2);
        QCOMPARE(list.at(u"page_size"_s).toInt(), 2);
        QCOMPARE(list.text(u"schedules.0.name"_s), u"n0"_s);
        for (const QByteArray &bad : {"page=0"_ba, "page=x"_ba, "page_size=101"_ba, "page_size=0"_ba})
            QCOMPARE(box.get(schedules + '?' + bad).at(u"schedules"_s).toArray().size(), 3);
        // Behind the last page there is nothing, however far behind.
        for (const QByteArray &far : {"page=3&page_size=2"_ba, "page=1000001"_ba, "page=99999999999"_ba,
                                      "page=99999999999999999999999"_ba})
            QCOMPARE(box.get(schedules + '?' + far).at(u"schedules"_s).toArray(), QJsonArray());
        const QByteArray id = list.text(u"schedules.0.schedule_id"_s).toLatin1();
        QCOMPARE(box.request("POST", schedules + '/' + id + "/pause").status, 200);
        QCOMPARE(box.get(schedules + "?status=PAUSED").at(u"total_count"_s).toInt(), 1);
        QCOMPARE(box.get(schedules + "?status=ACTIVE").at(u"total_count"_s).toInt(), 2);
        QCOMPARE(box.get(schedules + "?status=ALL").at(u"total_count"_s).toInt(), 3);
        QCOMPARE(box.get(schedules + "?status=best").text(u"error"_s), u"Invalid status value"_s);
    }

    void aScheduleIsChangedPausedResumedAndDeleted()
    {
        TestSignalbox box;
        QJsonObject body = daily();
        body.insert(u"task_context"_s, QJsonObject{{u"topic"_s, u"trains"_s}});
        const QByteArray path = made(box, body);
        const JsonAnswer changed = box.request(
            "PUT", path, {{u"cron_expression"_s, u"0 18 * * 1-5"_s}, {u"timezone"_s, u"Europe/Berlin"_s}});
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.json(), (QJsonObject{{u"success"_s, true},
                                              {u"message"_s, u"Schedule updated successfully"_s},
                                              {u"next_run_at"_s, u"2026-01-01T18:00:00+01:00"_s}}));
        QCOMPARE(box.get(path).text(u"name"_s), u"Morning report"_s);
        QCOMPARE(box.get(path).text(u"task_context.topic"_s), u"trains"_s);
        QCOMPARE(box.request("PUT", path, {{u"clear_task_context"_s, true}}).status, 200);
        QCOMPARE(box.get(path).at(u"task_context"_s), QJsonValue(QJsonObject()));
        QCOMPARE(box.request("PUT", path, {{u"timezone"_s, u""_s}}).text(u"error"_s),
                 u"invalid timezone: "_s);

        const JsonAnswer paused = box.request("POST", path + "/pause", {{u"reason"_s, u"holiday"_s}});
        QCOMPARE(paused.json(), (QJsonObject{{u"success"_s, true}, {u"message"_s, u"Schedule paused"_s}}));
        QCOMPARE(box.get(path).text(u"status"_s), u"PAUSED"_s);
        QCOMPARE(box.get(path).text(u"next_run_at"_s), QString());
        const JsonAnswer resumed = box.request("POST", path + "/resume");
        QCOMPARE(resumed.json(), (QJsonObject{{u"success"_s, true},
                                              {u"message"_s, u"Schedule resumed"_s},
                                              {u"next_run_at"_s, u"2026-01-01T18:00:00+01:00"_s}}));
        const JsonAnswer deleted = box.request("DELETE", path);
        QCOMPARE(deleted.status, 200);
        QCOMPARE(deleted.json(),
                 (QJsonObject{{u"success"_s, true}, {u"message"_s, u"Schedule deleted successfully"_s}}));
        QCOMPARE(box.get(path).status, 404);
        QCOMPARE(box.get(path).text(u"error"_s), u"Schedule not found"_s);
        QCOMPARE(box.get(schedules).at(u"total_count"_s), QJsonValue(0));
    }

    void runsAreTasks()
    {
        TestSignalbox box;
        box.core.model().say(u"The report."_s);
        QJsonObject body = daily();
        body.insert(u"cron_expression"_s, u"0 * * * *"_s);
        const QByteArray path = made(box, body);
        QCOMPARE(box.get(path + "/runs").at(u"runs"_s).toArray().size(), 0);
        box.core.clock.advance(1h);
        QTRY_COMPARE(box.get(path).at(u"successful_runs"_s).toInt(), 1);
        box.core.model().fail(failure(ErrorCode::InvalidArgument, u"No paper"_s));
        box.core.clock.advance(1h);
        QTRY_COMPARE(box.get(path).at(u"failed_runs"_s).toInt(), 1);
        const JsonAnswer runs = box.get(path + "/runs");
        QCOMPARE(runs.at(u"total_count"_s).toInt(), 2);
        QCOMPARE(runs.at(u"page_size"_s).toInt(), 20);
        QCOMPARE(runs.text(u"runs.0.status"_s), u"FAILED"_s);
        QVERIFY(runs.text(u"runs.0.error_message"_s).contains(u"No paper"_s));
        QCOMPARE(runs.text(u"runs.1.status"_s), u"COMPLETED"_s);
        QCOMPARE(runs.text(u"runs.1.result"_s), u"The report."_s);
        QCOMPARE(runs.text(u"runs.1.query"_s), u"Write the report"_s);
        QCOMPARE(runs.text(u"runs.1.provider"_s), u"fake"_s);
        QCOMPARE(runs.at(u"runs.1.total_tokens"_s).toInt(), 15);
        for (const QString &field : {u"model_used"_s, u"triggered_at"_s, u"started_at"_s, u"completed_at"_s})
            QVERIFY2(!runs.text(u"runs.1."_s + field).isEmpty(), qPrintable(field));
        const QByteArray task = runs.text(u"runs.1.workflow_id"_s).toLatin1();
        QCOMPARE(box.get("/api/v1/tasks/" + task).text(u"context.trigger_type"_s), u"schedule"_s);
        QCOMPARE(box.get(path).text(u"last_run_at"_s), u"2025-12-31T21:00:00-05:00"_s);
        QCOMPARE(box.get(path + "/runs?page=2&page_size=1").text(u"runs.0.workflow_id"_s),
                 QString::fromLatin1(task));
    }

    void aRunThatTakesTooLongIsATimeout()
    {
        TestSignalbox box;
        box.core.model().hang();
        QJsonObject body = daily();
        body.insert(u"cron_expression"_s, u"0 * * * *"_s);
        body.insert(u"timeout_seconds"_s, 60);
        const QByteArray path = made(box, body);
        box.core.clock.advance(1h);
        QTRY_COMPARE(box.core.model().running(), 1);
        QTRY_VERIFY(!box.core->journal().isOpen());
        box.core.clock.advance(60s);
        QTRY_COMPARE(box.get(path + "/runs").text(u"runs.0.status"_s), u"TIMEOUT"_s);
        QCOMPARE(box.get("/api/v1/tasks?status=TIMEOUT").at(u"total_count"_s).toInt(), 1);
        const JsonAnswer late = box.get("/api/v1/tasks?status=timeout");
        QCOMPARE(late.text(u"tasks.0.status"_s), u"TASK_STATUS_TIMEOUT"_s);
        const QByteArray task = late.text(u"tasks.0.task_id"_s).toLatin1();
        const QJsonArray told = box.get("/api/v1/tasks/" + task + "/timeline").at(u"events"_s).toArray();
        QCOMPARE(told.last()[u"type"_s].toString(), u"WF_TIMEOUT"_s);
    }

    void anothersScheduleIsNotThere()
    {
        TestSignalbox box;
        const QByteArray path = made(box);
        const QByteArray ada = "X-API-Key: " + box.keyFor(Scope::TasksRead | Scope::TasksWrite) + "\r\n";
        for (const QByteArray &part : {""_ba, "/runs"_ba})
            QCOMPARE(box.request("GET", path + part, QByteArray(), ada).text(u"error"_s),
                     u"Schedule not found"_s);
        for (const QByteArray &part : {"/pause"_ba, "/resume"_ba})
            QCOMPARE(box.request("POST", path + part, QByteArray(), ada).status, 404);
        QCOMPARE(box.request("PUT", path, "{}"_ba, ada).status, 404);
        QCOMPARE(box.request("DELETE", path, QByteArray(), ada).status, 404);
        QCOMPARE(box.request("GET", schedules, QByteArray(), ada).at(u"total_count"_s), QJsonValue(0));
        const JsonAnswer malformed = box.get(schedules + "/seven");
        QCOMPARE(malformed.status, 400);
        QCOMPARE(malformed.text(u"error"_s), u"invalid schedule ID"_s);
    }
};

SIGNALBOX_TEST(TestShannonSchedules)
#include "tst_shannonschedules.moc"
