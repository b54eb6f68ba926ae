// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resources.h"
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QDir>
#include <QFile>

#include <list>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

// Rows as each version of the schema stored them, by the version that brought their tables. Times are those
// of the clock of the tests, so that nothing has expired.
const char *const rowsOfVersion[] = {
    "",
    // 001
    "INSERT INTO task (id, owner, query, session_id, conversation_id, agent_id, mode, priority, state, "
    "context, "
    "options, result, input_tokens, output_tokens, cost, created_at, updated_at, started_at, finished_at) "
    "VALUES "
    "('task-1', 'ada', 'What is 6 times 7?', 'trip', '', '', 'simple', 1, 'completed', '{\"a\":1}', '{}', "
    "'42', 10, 5, "
    "0.5, 1767225600000, 1767225603000, 1767225601000, 1767225603000), "
    "('task-2', 'ada', 'Write', 'trip', '', '', 'simple', 1, 'waiting', '{}', '{}', '', 3, 4, 0.25, "
    "1767225600001, "
    "1767225600002, 1767225600001, 0), "
    "('task-3', 'bob', 'What is 2 plus 2?', 'work', '', '', 'simple', 2, 'running', '{}', '{}', '', 0, 0, 0, "
    "1767225600003, "
    "1767225600003, 1767225600003, 0)\n--;\n"
    "INSERT INTO step (id, task_id, position, kind, name, state, attempt, priority, agent_id, tool, input, "
    "output, "
    "after, not_before, created_at, started_at, finished_at) VALUES "
    "('step-1', 'task-1', 0, 'model', 'Answer', 'done', 1, 1, '', '', '{}', '{\"text\":\"42\"}', '[]', 0, "
    "1767225600000, 1767225601000, 1767225603000), "
    "('step-2', 'task-2', 0, 'tool', 'Write file', 'blocked', 1, 1, '', 'write_file', "
    "'{\"arguments\":{\"path\":\"a.md\",\"content\":\"x\"},\"approval_id\":\"approval-1\"}', '{}', "
    "'[\"step-3\"]', 0, "
    "1767225600001, 0, 0), "
    "('step-3', 'task-2', 1, 'approval', 'Approve', 'waiting', 1, 1, '', 'write_file', "
    "'{\"approval_id\":\"approval-1\",\"tool_step\":\"step-2\"}', '{}', '[]', 0, 1767225600001, "
    "1767225600001, 0), "
    "('step-4', 'task-3', 0, 'model', 'Answer', 'ready', 2, 2, '', '', '{}', '{}', '[]', 1767225660000, "
    "1767225600003, 0, 0)\n--;\n"
    "INSERT INTO event (seq, type, task_id, subject, actor, message, payload, at) VALUES "
    "(1, 'task.submitted', 'task-1', '', 'ada', 'Submitted', '{}', 1767225600000), "
    "(2, 'approval.requested', 'task-2', 'approval-1', '', 'Needs approval', '{}', 1767225600001)\n--;\n"
    "INSERT INTO approval (id, task_id, step_id, tool_step_id, owner, agent_id, agent, cluster, tool, title, "
    "arguments, "
    "reason, risk, state, requested_at) VALUES ('approval-1', 'task-2', 'step-3', 'step-2', 'ada', '', '', "
    "'', "
    "'write_file', 'Write a.md', '{\"path\":\"a.md\",\"content\":\"x\"}', 'writes', 'medium', 'pending', "
    "1767225600001)\n--;\n"
    "INSERT INTO agent_total (agent_id, completed, failed, cancelled, duration_ms) VALUES ('', 1, 0, 0, "
    "2000)\n--;\n"
    "INSERT INTO policy_rule (id, position, name, tool, agent, cluster, condition, decision, risk, reason, "
    "created_by, "
    "created_at) VALUES ('rule-1', 1, 'No mail', 'send', '', '', '', 'deny', 'high', 'no', 'ada', "
    "1767225600000), ('rule-2', 2, 'Reading is free', 'effect:read', '', '', '', 'allow', 'low', '', 'ada', "
    "1767225600000)\n--;\n"
    "INSERT INTO api_key (id, hash, prefix, name, owner, scopes, created_at) VALUES ('key-1', x'0102', "
    "'sbx_1', 'one', "
    "'ada', 'workflows:read workflows:write', 1767225600000)\n--;\n"
    "INSERT INTO cluster (id, name, namespace, state, manifest, created_by, created_at, updated_at) VALUES "
    "('cluster-1', 'desk', 'default', 'running', '{}', 'ada', 1767225600000, 1767225600000)\n--;\n"
    "INSERT INTO agent (id, cluster_id, name, position, spec, instances, created_at) VALUES ('agent-1', "
    "'cluster-1', "
    "'ann', 0, '{\"name\":\"ann\",\"provider\":\"builtin\",\"model\":\"extractive-1\"}', 1, "
    "1767225600000)\n--;\n"
    "INSERT INTO conversation (id, owner, agent_id, title, context, created_at, updated_at) VALUES "
    "('conversation-1', "
    "'ada', '', 'Trip', '{}', 1767225600000, 1767225600000)\n--;\n"
    "INSERT INTO document (id, owner, title, content_type, bytes, created_at, text) VALUES ('doc-1', 'ada', "
    "'Handbook', "
    "'text/plain', 5, 1767225600000, 'Trams')\n--;\n"
    "INSERT INTO passage (id, document_id, position, start, length) VALUES (1, 'doc-1', 0, 0, 5)\n--;\n"
    "INSERT INTO passage_text (rowid, title, heading, body) VALUES (1, 'Handbook', '', 'Trams')\n--;\n"
    "INSERT INTO memory (id, owner, text, created_at) VALUES ('note-1', 'ada', 'likes tea', "
    "1767225600000)\n--;\n"
    "INSERT INTO provider (name, kind, base_url, model, created_at) VALUES ('local', 'openai', "
    "'http://127.0.0.1:1/v1', "
    "'m', 1767225600000)",
    // 002
    "INSERT INTO account (id, tenant_id, email, username, full_name, password, role, created_at) VALUES "
    "('account-1', "
    "'tenant-1', 'ada@example.com', 'ada', 'Ada', 'x', 'operator', 1767225600000)\n--;\n"
    "INSERT INTO refresh_token (hash, family, account_id, expires_at) VALUES (x'03', 'f', 'account-1', "
    "1798761600000)\n--;\n"
    "INSERT INTO rate_count (what, who, ends_at, used) VALUES ('requests', 'ada', 1767225660000, 3)\n--;\n"
    "INSERT INTO stored_reply (hash, status, created_at, body) VALUES (x'04', 200, 1767225600000, "
    "x'7b7d')\n--;\n"
    "INSERT INTO token_use (owner, month, tokens) VALUES ('eve', '2026-01', 15)",
    // 003
    "INSERT INTO session (id, name, owner, title, first_task, last_task, tasks, completed, tokens, cost, "
    "created_at, "
    "updated_at, active_at) VALUES ('5f0c0000-0000-4000-8000-000000000001', 'trip', 'ada', 'My trip', "
    "'task-1', "
    "'task-2', 2, 1, 22, 0.75, 1767225600000, 1767225603000, 1767225603000)",
    // 004
    "INSERT INTO schedule (id, owner, name, description, cron, zone, query, context, budget, time_limit, "
    "state, "
    "created_at, updated_at, next_run_at) VALUES ('schedule-1', 'ada', 'nightly', '', '0 3 * * *', 'UTC', "
    "'look', '{}', "
    "0, 3600, 'active', 1767225600000, 1767225600000, 1767236400000)\n--;\n"
    "INSERT INTO schedule_run (schedule_id, due_at, triggered_at, task_id, error) VALUES ('schedule-1', "
    "1767150000000, "
    "1767150000000, 'task-1', '')",
    // 005
    "INSERT INTO workflow (id, task_id, owner, type, configuration, created_at) VALUES ('workflow-1', "
    "'task-1', 'ada', "
    "'tdd', '{}', 1767225600000)\n--;\n"
    "INSERT INTO workflow_duration (type, kind, phases, duration_ms) VALUES ('tdd', 'plan', 2, 500)",
    // 006
    "INSERT INTO room (id, number, owner, kind, state, title, context, settings, created_at, last_activity) "
    "VALUES "
    "('room-1', 1, 'ada', 'support', 'active', 'Help', '{}', '{}', 1767225600000, 1767225600000)\n--;\n"
    "INSERT INTO room_participant (room_id, user_id, room_number, position, joined_at) VALUES ('room-1', "
    "'ada', 1, 0, "
    "1767225600000)\n--;\n"
    "INSERT INTO room_message (number, id, room_id, user_id, account, kind, metadata, replied_to, "
    "attachments, "
    "created_at, changed, content) VALUES (2, 'message-1', 'room-1', 'ada', 'ada', 'user', '{}', '', '[]', "
    "1767225600000, 2, 'Hello')\n--;\n"
    "INSERT INTO room_question (task_id, room_id, message_number, asked_at, answered_at) VALUES ('task-1', "
    "'room-1', 2, "
    "1767225600000, 1767225601000)",
    // 007
    "INSERT INTO code_agent (id, owner, name, requirements, state, created_at, updated_at, code) VALUES "
    "('agent-9', "
    "'ada', 'double', '[]', 'ready', 1767225600000, 1767225600000, 'def run(data): return data')\n--;\n"
    "INSERT INTO agent_session (id, owner, name, description, state, timeout, max_iterations, created_at, "
    "updated_at, "
    "expires_at) VALUES ('session_1', 'ada', 'one', '', 'created', 3600, 10, 1767225600000, 1767225600000, "
    "1767229200000)",
    // 008
    "INSERT INTO webhook (id, owner, url, events, secret, created_at) VALUES ('webhook-1', 'ada', "
    "'http://127.0.0.1:1/', '[\"*\"]', 's', 1767225600000)\n--;\n"
    "INSERT INTO webhook_delivery (id, webhook_id, seq, type, body, state, due_at, created_at) VALUES "
    "('delivery-1', "
    "'webhook-1', 1, 'task.completed', '{}', 'pending', 1798761600000, 1767225600000)",
    // 009
    "INSERT INTO setting (name, value, changed_by, changed_at) VALUES ('theme', 'dark', 'ada', "
    "1767225600000)",
    // 010
    "INSERT INTO document_intake (document_id, error) VALUES ('doc-1', 'broken')",
    // 011 to 013 add no tables.
    "", "", "",
    // 014
    "INSERT INTO invitation (id, hash, role, note, owner, created_at, expires_at) VALUES ('invitation-1', "
    "x'05', 'operator', '', 'ada', 1767225600000, 1798761600000)\n--;\n"
    "INSERT INTO shared_document (document_id) VALUES ('doc-1')\n--;\n"
    "INSERT INTO account_address (account_id, address, seen_at) VALUES ('account-1', '127.0.0.1', "
    "1767225600000)\n--;\n"
    "INSERT INTO known_host (owner, agent_id, host, known_at) VALUES ('ada', '', 'example.com', "
    "1767225600000)",
    "", "", "",
    // 018
    "INSERT INTO default_agent (owner, agent, chosen_at) VALUES ('ada', 'support/assistant', 1767225600000)",
    // What came after this adds no tables; one that does adds its rows here.
};

} // namespace

// A store of every version there was, with rows in all its tables, becomes one of this version, and nothing
// is lost.
class TestMigrations : public QObject
{
    Q_OBJECT

private slots:
    void anOldStoreIsCopiedAndKeepsItsRows_data();
    void anOldStoreIsCopiedAndKeepsItsRows();
    void theFirstCopyIsTheOneThatIsKept();
    void aStoreThatIsNewIsNotCopied();

private:
    // The text of a statement is known by its address, so each keeps its own.
    QLatin1StringView kept(const QString &sql)
    {
        m_texts.push_back(sql.toLatin1());
        return QLatin1StringView(m_texts.back());
    }

    QStringList column(Database &database, const QString &sql)
    {
        QStringList values;
        auto rows = database.run(kept(sql));
        if (!rows)
            qFatal("%s %s", qPrintable(sql), qPrintable(rows.error().detail));
        while (rows->next())
            values.append(rows->text(0));
        return values;
    }

    // Each row of a table as one text of the named columns.
    QStringList rowsOf(Database &database, const QString &table, const QStringList &columns)
    {
        QStringList quoted;
        for (const QString &name : columns)
            quoted.append(u"quote(%1)"_s.arg(name));
        QStringList rows = column(database, u"SELECT %1 FROM %2"_s.arg(quoted.join(u" || ',' || "_s), table));
        rows.sort();
        return rows;
    }

    void build(const QString &path, int version)
    {
        const auto old = Database::open(path);
        QVERIFY_RESULT(old);
        initResources();
        const QDir scripts(u":/signalbox/sql"_s);
        const QStringList names = scripts.entryList({u"*.sql"_s}, QDir::Files, QDir::Name);
        for (int number = 1; number <= version; ++number) {
            QFile script(scripts.filePath(names[number - 1]));
            QVERIFY(script.open(QIODevice::ReadOnly));
            QVERIFY_RESULT((*old)->runScript(QString::fromUtf8(script.readAll())));
        }
        for (int number = 1; number <= version && number < int(std::size(rowsOfVersion)); ++number)
            QVERIFY_RESULT((*old)->runScript(QString::fromLatin1(rowsOfVersion[number])));
        QVERIFY_RESULT((*old)->runScript(u"PRAGMA user_version = %1"_s.arg(version)));
    }

    QHash<QString, QStringList> columnsOf(Database &database)
    {
        QHash<QString, QStringList> columns;
        for (const QString &table :
             column(database, u"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT "
                              "LIKE 'sqlite_%' AND name NOT LIKE 'passage_text_%'"_s))
            columns.insert(table, column(database, u"SELECT name FROM pragma_table_info('%1')"_s.arg(table)));
        return columns;
    }

    std::list<QByteArray> m_texts;
};

void TestMigrations::anOldStoreIsCopiedAndKeepsItsRows_data()
{
    QTest::addColumn<int>("version");
    for (int version = 1; version < newestSchema(); ++version)
        QTest::addRow("from %03d", version) << version;
}

void TestMigrations::anOldStoreIsCopiedAndKeepsItsRows()
{
    QFETCH(int, version);
    QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir(u"data"_s));
    QVERIFY(QFile::setPermissions(folder.filePath(u"data"_s),
                                  QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    const QString path = folder.filePath(u"data/signalbox.db"_s);
    build(path, version);
    QHash<QString, QStringList> columns;
    QHash<QString, QStringList> before;
    {
        const auto database = Database::open(path);
        QVERIFY_RESULT(database);
        columns = columnsOf(**database);
        for (auto table = columns.begin(); table != columns.end(); ++table) {
            before.insert(table.key(), rowsOf(**database, table.key(), *table));
            QVERIFY2(!before[table.key()].isEmpty(),
                     qPrintable(table.key())); // a new table has rows here too
        }
        QVERIFY_RESULT(migrate(**database));
        for (auto table = columns.begin(); table != columns.end(); ++table)
            QCOMPARE(rowsOf(**database, table.key(), *table), before[table.key()]);
        QCOMPARE(column(**database, u"PRAGMA user_version"_s), QStringList{QString::number(newestSchema())});
        QCOMPARE(column(**database, u"PRAGMA integrity_check"_s), QStringList{u"ok"_s});
        QVERIFY(column(**database, u"PRAGMA foreign_key_check"_s).isEmpty());
    }
    // The copy is a whole store of the old version.
    const QString copy = path + u".v%1.backup"_s.arg(version);
    QVERIFY2(QFile::exists(copy), qPrintable(copy));
    const auto backup = Database::open(copy, Database::Access::ReadOnly);
    QVERIFY_RESULT(backup);
    QCOMPARE(column(**backup, u"PRAGMA user_version"_s), QStringList{QString::number(version)});
    for (auto table = columns.begin(); table != columns.end(); ++table)
        QCOMPARE(rowsOf(**backup, table.key(), *table), before[table.key()]);

    // And the program works with it.
    FakeClock clock;
    const auto core = Core::open({.dataFolder = folder.filePath(u"data"_s)}, clock);
    QVERIFY_RESULT(core);
    const auto sessions = (*core)->sessions().list({}, localOperator());
    QVERIFY_RESULT(sessions);
    QCOMPARE(sessions->isEmpty(), false);
    QVERIFY_RESULT((*core)->start());
    QCOMPARE((*core)->tasks().find({u"task-1"_s}, localOperator())->result, u"42"_s);
    QVERIFY_RESULT(
        (*core)->approvals().decide({u"approval-1"_s}, {.verdict = Verdict::Approve}, localOperator()));
    const auto isDone = [&core](const char *task) {
        return (*core)->tasks().find({QString::fromLatin1(task)}, localOperator())->state ==
               TaskState::Completed;
    };
    QTRY_VERIFY(isDone("task-2"));
    clock.advance(std::chrono::seconds{61});
    QTRY_VERIFY(isDone("task-3")); // which was postponed
}

// A start that failed in between is followed by one that finds the store half changed.
void TestMigrations::theFirstCopyIsTheOneThatIsKept()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"signalbox.db"_s);
    build(path, 3);
    QFile first(path + u".v3.backup"_s);
    QVERIFY(first.open(QIODevice::WriteOnly) && first.write("kept") == 4);
    first.close();
    const auto database = Database::open(path);
    QVERIFY_RESULT(migrate(**database));
    QVERIFY(first.open(QIODevice::ReadOnly));
    QCOMPARE(first.readAll(), "kept"_ba);
}

void TestMigrations::aStoreThatIsNewIsNotCopied()
{
    QTemporaryDir folder;
    const auto database = Database::open(folder.filePath(u"signalbox.db"_s));
    QVERIFY_RESULT(database);
    QVERIFY_RESULT(migrate(**database));
    QCOMPARE(QDir(folder.path()).entryList({u"*.backup"_s}), QStringList());
}

SIGNALBOX_TEST(TestMigrations)
#include "tst_migrations.moc"
