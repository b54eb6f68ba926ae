// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QUuid>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

Principal person(const QString &name)
{
    return {
        .user = name, .name = name, .scopes = Scope::SessionsRead | Scope::SessionsWrite | Scope::TasksWrite};
}

// How SQLite would read a statement.
QString planOf(Database &database, const QString &sql)
{
    QString plan;
    static QList<QByteArray> kept; // the store keeps statements by the address of their text
    kept.append("EXPLAIN QUERY PLAN " + sql.toUtf8().replace('?', "?1"));
    auto rows = database.run(QLatin1StringView(kept.last()), u"x"_s);
    while (rows && rows->next())
        plan += rows->text(3) + u'\n';
    return plan;
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT

private slots:
    void aSessionIsMadeByItsFirstTaskAndSumsItsTasks()
    {
        TestCore core;
        core.start();
        core.model().say(u"One."_s);
        core.model().fail(failure(ErrorCode::InvalidArgument, u"No"_s));
        const Task first = core.submit(u"  What is\n the answer?  "_s, {.sessionId = u"chat-1"_s});
        QTRY_COMPARE(core.task(first.id).state, TaskState::Completed);
        const Task second = core.submit(u"And now?"_s, {.sessionId = u"chat-1"_s});
        QTRY_COMPARE(core.task(second.id).state, TaskState::Failed);
        const auto session = core->sessions().find(u"chat-1"_s, localOperator());
        QVERIFY_RESULT(session);
        QVERIFY(!QUuid(session->id).isNull() && session->hasOwnName());
        QCOMPARE(session->title, u"What is the answer?"_s);
        QCOMPARE(session->tasks, 2);
        QCOMPARE(session->completed, 1);
        QCOMPARE(session->failed, 1);
        QCOMPARE(session->tokens, 15);
        QCOMPARE(session->firstTask, first.id);
        QCOMPARE(session->lastTask, second.id);
        // A failed turn that is started again and succeeds counts once.
        core.model().say(u"Two."_s);
        QVERIFY_RESULT(core->tasks().retry(second.id, localOperator()));
        QTRY_COMPARE(core.task(second.id).state, TaskState::Completed);
        const auto later = core->sessions().find(session->id, localOperator());
        QCOMPARE(later->completed, 2);
        QCOMPARE(later->failed, 0);
        QCOMPARE(later->tokens, 30);
        QCOMPARE(core->sessions().turns(*later, 0, 10)->size(), 2);
        QCOMPARE(core->sessions().turns(*later, 1, 10)->first().id, second.id);
    }

    void aUuidIsItsOwnId()
    {
        TestCore core;
        const QString name = u"7c9e6679-7425-40de-944b-e07fc1f90ae7"_s;
        core.submit(u"x"_s, {.sessionId = name});
        QCOMPARE(core->sessions().find(name, localOperator())->id, name);
        const Task alone = core.submit(u"y"_s);
        QCOMPARE(core->sessions().find(alone.sessionId, localOperator())->id, alone.sessionId);
    }

    void ownersDoNotSeeEachOther()
    {
        TestCore core;
        QVERIFY_RESULT(core->tasks().submit({.query = u"ada's"_s, .sessionId = u"same"_s}, person(u"ada"_s)));
        QVERIFY_RESULT(core->tasks().submit({.query = u"bob's"_s, .sessionId = u"same"_s}, person(u"bob"_s)));
        QVERIFY_RESULT(core->tasks().submit({.query = u"x"_s, .sessionId = u"bobs"_s}, person(u"bob"_s)));
        const auto adas = core->sessions().find(u"same"_s, person(u"ada"_s));
        QCOMPARE(adas->title, u"ada's"_s);
        QCOMPARE(adas->tasks, 1);
        const auto bobs = core->sessions().find(u"same"_s, person(u"bob"_s));
        for (const QString &foreign : {bobs->id, u"bobs"_s}) {
            const auto hidden = core->sessions().find(foreign, person(u"ada"_s));
            QVERIFY(!hidden);
            QCOMPARE(hidden.error().code, ErrorCode::NotFound);
            QCOMPARE(hidden.error().text, u"Session not found"_s);
            QVERIFY(!core->sessions().rename(foreign, u"mine"_s, person(u"ada"_s)));
            QVERIFY(!core->sessions().remove(foreign, person(u"ada"_s)));
        }
        QCOMPARE(core->sessions().list({}, person(u"ada"_s))->size(), 1);
        QCOMPARE(*core->sessions().count(person(u"bob"_s)), 2);
        QCOMPARE(*core->sessions().count(localOperator()), 3);
        QCOMPARE(core->sessions().list({}, localOperator())->size(), 3);
        QVERIFY_RESULT(core->sessions().find(bobs->id, localOperator()));
        // Whoever sees everything finds the tasks of both under the name, newest first.
        const auto both = core->tasks().list({.sessionId = u"same"_s}, localOperator());
        QCOMPARE(both->size(), 2);
        QCOMPARE(both->first().owner, u"bob"_s);
        QCOMPARE(*core->tasks().count({.sessionId = u"same"_s}, localOperator()), 2);
        QCOMPARE(*core->tasks().count({.sessionId = u"same"_s}, person(u"ada"_s)), 1);
    }

    void titlesAreChecked()
    {
        TestCore core;
        core.submit(u"x"_s, {.sessionId = u"s"_s});
        const auto refusal = [&](const QString &title) {
            const auto renamed = core->sessions().rename(u"s"_s, title, localOperator());
            return renamed ? QString() : renamed.error().text;
        };
        QCOMPARE(refusal(u"   "_s), u"Title cannot be empty"_s);
        QCOMPARE(refusal(u"\u0001\u0002"_s), u"Title cannot contain only control characters"_s);
        QCOMPARE(refusal(QString(61, u'x')), u"Title must be 60 characters or less"_s);
        QCOMPARE(refusal(u"\U0001F682"_s.repeated(60)), QString()); // sixty characters in 120 units
        QCOMPARE(refusal(u" Two\u0007 trains "_s), QString());
        QCOMPARE(core->sessions().find(u"s"_s, localOperator())->title, u"Two trains"_s);
    }

    void aDeletedSessionIsGoneAndItsNameBeginsAnew()
    {
        TestCore core;
        core.start();
        core.model().say(u"Secret."_s);
        const Task old = core.submit(u"the old question"_s, {.sessionId = u"s"_s});
        QTRY_COMPARE(core.task(old.id).state, TaskState::Completed);
        const QString id = core->sessions().find(u"s"_s, localOperator())->id;
        QVERIFY_RESULT(core->sessions().remove(u"s"_s, localOperator()));
        QVERIFY_RESULT(core->sessions().remove(u"s"_s, localOperator()));
        QVERIFY_RESULT(core->sessions().remove(id, localOperator()));
        QVERIFY(!core->sessions().remove(u"never"_s, localOperator()));
        QVERIFY(!core->sessions().find(u"s"_s, localOperator()));
        QVERIFY(!core->sessions().find(id, localOperator()));
        QCOMPARE(*core->sessions().count(localOperator()), 0);
        QCOMPARE(core.task(old.id).result, u"Secret."_s);
        core.model().say(u"New."_s);
        const Task fresh = core.submit(u"the new question"_s, {.sessionId = u"s"_s});
        QTRY_COMPARE(core.task(fresh.id).state, TaskState::Completed);
        const auto session = core->sessions().find(u"s"_s, localOperator());
        QVERIFY(session->id != id);
        QCOMPARE(session->title, u"the new question"_s);
        QCOMPARE(session->tasks, 1);
        QCOMPARE(core->sessions().turns(*session, 0, 10)->size(), 1);
        QCOMPARE(core.model().requests().last().messages.size(), 1); // it was told nothing of before
    }

    void theListPagesByNumber()
    {
        TestCore core;
        for (int i = 0; i < 7; ++i)
            core.submit(u"question %1"_s.arg(i), {.sessionId = u"s-%1"_s.arg(i)});
        core.submit(u"again"_s, {.sessionId = u"s-2"_s});
        QStringList seen;
        qint64 before = 0;
        for (;;) {
            const auto page = core->sessions().list({.before = before, .limit = 3}, localOperator());
            QVERIFY_RESULT(page);
            if (page->isEmpty())
                break;
            for (const SessionEntry &entry : *page)
                seen.append(entry.session.name);
            before = page->last().session.number;
        }
        QCOMPARE(seen, (QStringList{u"s-6"_s, u"s-5"_s, u"s-4"_s, u"s-3"_s, u"s-2"_s, u"s-1"_s, u"s-0"_s}));
        const auto entry = core->sessions().entry(u"s-2"_s, localOperator());
        QCOMPARE(entry->lastQuery, u"again"_s);
        QCOMPARE(entry->session.tasks, 2);
    }

    void whatWasThereBeforeHasSessions()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"old.db"_s);
        auto database = Database::open(path);
        QVERIFY_RESULT(database);
        QFile script(testsupport::sourceFolder() + u"/resources/sql/001_initial.sql"_s);
        QVERIFY(script.open(QIODevice::ReadOnly));
        QVERIFY_RESULT((*database)->runScript(QString::fromUtf8(script.readAll())));
        for (int i = 0; i < 3; ++i) {
            QVERIFY_RESULT((*database)->run("INSERT INTO task (id, owner, query, session_id, "
                                            "conversation_id, agent_id, mode, priority, state, "
                                            "context, options, input_tokens, created_at, updated_at) VALUES "
                                            "(?, 'ada', ?, 'old', '', '', 'simple', "
                                            "1, 'completed', '{}', '{}', 5, ?, ?)"_L1,
                                            u"task-%1"_s.arg(i), u"question %1"_s.arg(i), 1000 + i,
                                            2000 + i));
        }
        QVERIFY_RESULT((*database)->run("PRAGMA user_version = 1"_L1));
        QVERIFY_RESULT(migrate(**database));
        const auto session = SessionStore(**database).find(u"old"_s, u"ada"_s);
        QVERIFY_RESULT(session);
        QCOMPARE(session->title, u"question 0"_s);
        QCOMPARE(session->tasks, 3);
        QCOMPARE(session->completed, 3);
        QCOMPARE(session->tokens, 15);
        QVERIFY(!QUuid(session->id).isNull());
        QCOMPARE(*SessionStore(**database).count(u"ada"_s), 1);
    }

    // What lists read is read from an index in its order, whatever a list is narrowed to.
    void everyListIsReadFromAnIndex_data()
    {
        QTest::addColumn<QString>("sql");
        const QString page = u" ORDER BY id DESC LIMIT 50"_s;
        const QString task = u"SELECT * FROM task WHERE "_s;
        QTest::newRow("all") << task + u"id < ?"_s + page;
        QTest::newRow("owner") << task + u"owner = ? AND id < ?"_s + page;
        QTest::newRow("state") << task + u"state = ? AND id < ?"_s + page;
        QTest::newRow("owner, state") << task + u"owner = ? AND state = ? AND id < ?"_s + page;
        QTest::newRow("session")
            << task + u"session_id = ? AND owner = ? AND id < ? AND (? = '' OR state = ?)"_s + page;
        QTest::newRow("agent") << task + u"agent_id = ? AND id < ? AND (? = '' OR owner = ?)"_s + page;
        QTest::newRow("turns") << task + u"session_id = ? AND owner = ? AND id >= ? ORDER BY id LIMIT 9"_s;
        const QString session = u"SELECT * FROM session s LEFT JOIN task f ON f.id = s.first_task "
                                "LEFT JOIN task l ON l.id = s.last_task WHERE "_s;
        const QString newest = u" ORDER BY s.number DESC LIMIT 50"_s;
        QTest::newRow("sessions") << session + u"s.number < ? AND s.deleted_at = 0"_s + newest;
        QTest::newRow("an owner's sessions")
            << session + u"s.owner = ? AND s.deleted_at = 0 AND s.number < ?"_s + newest;
    }

    void everyListIsReadFromAnIndex()
    {
        QFETCH(QString, sql);
        TestStore store;
        const QString plan = planOf(store.database(), sql);
        QVERIFY2(plan.contains(u"SEARCH"_s), qPrintable(plan));
        QVERIFY2(!plan.contains(u"SCAN"_s) && !plan.contains(u"TEMP"_s), qPrintable(plan));
    }
};

SIGNALBOX_TEST(TestSession)
#include "tst_session.moc"
