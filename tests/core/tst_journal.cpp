// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/id.h"
#include "core/store/datafolder.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

class TestJournal : public QObject
{
    Q_OBJECT

private:
    static Result<qint64> remember(Transaction &transaction, const QString &text)
    {
        TRY(transaction.database.run(
            "INSERT INTO memory (id, owner, text, created_at) VALUES (?, ?, ?, ?)"_L1, newUuid(),
            u"somebody"_s, text, transaction.now()));
        return transaction.announce({.type = EventType::DocumentAdded, .message = text});
    }

    static qint64 rowsOf(Database &database)
    {
        auto rows = database.run("SELECT COUNT(*) FROM memory"_L1);
        return rows && rows->next() ? rows->integer(0) : -1;
    }

private slots:
    void nobodyHearsBeforeTheCommit()
    {
        TestStore store;
        QSignalSpy heard(&store.journal(), &Journal::committed);
        bool replied = false;
        QVERIFY_RESULT(store.journal().record([](Transaction &t) { return remember(t, u"one"_s); }));
        store.journal().whenCommitted(this, [&](const Result<void> &outcome) { replied = bool(outcome); });
        QVERIFY(store.journal().isOpen());
        QCOMPARE(heard.count(), 0);
        QVERIFY(!replied);
        QCOMPARE(store.journal().committedSeq(), 0);
        QTRY_COMPARE(heard.count(), 1);
        QVERIFY(replied);
        QCOMPARE(store.journal().committedSeq(), 1);
        QVERIFY(!store.journal().isOpen());
    }

    void oneTurnIsOneCommit()
    {
        TestStore store;
        QSignalSpy heard(&store.journal(), &Journal::committed);
        for (int i = 0; i < 64; ++i)
            QVERIFY_RESULT(store.journal().record([](Transaction &t) { return remember(t, u"x"_s); }));
        QTRY_COMPARE(heard.count(), 1);
        const auto events = heard.first().first().value<QList<Event>>();
        QCOMPARE(events.size(), 64);
        for (int i = 0; i < 64; ++i)
            QCOMPARE(events[i].seq, i + 1);
        QCOMPARE(rowsOf(store.database()), 64);
    }

    void aRefusedChangeTakesNothingElseWithIt()
    {
        TestStore store;
        QVERIFY_RESULT(store.journal().record([](Transaction &t) { return remember(t, u"kept"_s); }));
        const auto refused = store.journal().record([](Transaction &t) -> Result<qint64> {
            TRY(remember(t, u"refused"_s));
            return failure(ErrorCode::Conflict, u"no"_s);
        });
        QVERIFY(!refused);
        QVERIFY_RESULT(store.journal().record([](Transaction &t) { return remember(t, u"kept too"_s); }));
        QSignalSpy heard(&store.journal(), &Journal::committed);
        QVERIFY_RESULT(store.journal().commit());
        QCOMPARE(rowsOf(store.database()), 2);
        const auto events = heard.first().first().value<QList<Event>>();
        QCOMPARE(events.size(), 2);
        QCOMPARE(events.last().message, u"kept too"_s);
        QCOMPARE(events.last().seq, 2);
    }

    void aFailedCommitIsToldAndNothingIsAnnounced()
    {
        TestStore store;
        QVERIFY_RESULT(store.journal().record([](Transaction &t) { return remember(t, u"before"_s); }));
        QVERIFY_RESULT(store.journal().commit());
        QSignalSpy heard(&store.journal(), &Journal::committed);
        std::optional<ErrorCode> told;
        // A row that breaks a deferred foreign key lets the statement pass and the commit fail.
        QVERIFY_RESULT(store.journal().record([](Transaction &t) -> Result<qint64> {
            TRY(t.database.run("PRAGMA defer_foreign_keys = ON"_L1));
            TRY(t.database.run(
                "INSERT INTO passage (document_id, position, start, length) VALUES ('none', 0, 0, 0)"_L1));
            return remember(t, u"lost"_s);
        }));
        store.journal().whenCommitted(this,
                                      [&](const Result<void> &outcome) { told = outcome.error().code; });
        QVERIFY(!store.journal().commit());
        QVERIFY(told.has_value());
        QCOMPARE(heard.count(), 0);
        QCOMPARE(rowsOf(store.database()), 1);
        QCOMPARE(store.journal().committedSeq(), 1);
        QVERIFY_RESULT(store.journal().record([](Transaction &t) { return remember(t, u"after"_s); }));
        QVERIFY_RESULT(store.journal().commit());
        QCOMPARE(store.journal().committedSeq(), 2);
    }

    void numberingGoesOnAfterARestart()
    {
        TestStore store;
        QVERIFY_RESULT(store.journal().record([](Transaction &t) { return remember(t, u"x"_s); }));
        QVERIFY_RESULT(store.journal().commit());
        Journal second(store.database(), store.clock);
        QVERIFY_RESULT(second.open());
        const auto seq = second.record([](Transaction &t) { return remember(t, u"y"_s); });
        QVERIFY_RESULT(seq);
        QCOMPARE(*seq, 2);
    }

    void aSecondProcessIsRefused()
    {
        QTemporaryDir folder;
        auto first = DataFolder::open(folder.filePath(u"data"_s));
        QVERIFY_RESULT(first);
        const auto second = DataFolder::open(folder.filePath(u"data"_s));
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Conflict);
        QVERIFY2(second.error().text.contains(u"in use"_s), qPrintable(second.error().text));
    }

    // Who can write the folder could put anything there.
    void aFolderThatEverybodyWritesIsRefused()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"data"_s);
        QVERIFY(QDir().mkpath(path));
        for (const int mode : {0777, 01777, 0702}) {
            QCOMPARE(::chmod(QFile::encodeName(path).constData(), mode_t(mode)), 0);
            const auto refused = DataFolder::open(path);
            QVERIFY(!refused);
            QVERIFY2(refused.error().text.contains(QString(u"chmod 700 "_s + path)),
                     qPrintable(refused.error().text));
            QVERIFY(!QFile::exists(path + u"/lock"_s));
        }
        QCOMPARE(::chmod(QFile::encodeName(path).constData(), 0755), 0);
        QVERIFY_RESULT(DataFolder::open(path));
    }

    void noLinkLeadsElsewhere_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isHard");
        QTest::newRow("the lock") << u"lock"_s << false;
        QTest::newRow("the lock, a hard one") << u"lock"_s << true;
        QTest::newRow("the folder of uploads") << u"spool"_s << false;
        QTest::newRow("the folders of agents") << u"workspaces"_s << false;
        QTest::newRow("the store") << u"signalbox.db"_s << false;
    }

    void noLinkLeadsElsewhere()
    {
        QFETCH(QString, name);
        QFETCH(bool, isHard);
        QTemporaryDir folder;
        const QString data = folder.filePath(u"data"_s);
        const QString precious = folder.filePath(u"precious"_s);
        QVERIFY(QDir().mkpath(data));
        QFile file(precious);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("kept") == 4);
        file.close();
        const QByteArray from = QFile::encodeName(precious);
        const QByteArray to = QFile::encodeName(QString(data + u'/' + name));
        QCOMPARE(isHard ? ::link(from.constData(), to.constData())
                        : ::symlink(from.constData(), to.constData()),
                 0);
        const auto refused = DataFolder::open(data);
        QVERIFY(!refused);
        QVERIFY2(refused.error().text.contains(name), qPrintable(refused.error().text));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "kept");
    }

    // As after a copy was put back.
    void whatIsThereIsForItsOwnerAlone()
    {
        QTemporaryDir folder;
        const QString store = folder.filePath(u"signalbox.db"_s);
        QFile file(store);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
        file.close();
        QVERIFY(
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther));
        QVERIFY_RESULT(DataFolder::open(folder.path()));
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QCOMPARE(QFile::permissions(store) & others, QFile::Permissions());
    }

    // It would be made anew, as if there had never been anything.
    void aStoreThatIsGoneIsTold()
    {
        QTemporaryDir folder;
        const auto write = [&folder](const QString &name, const QByteArray &bytes) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        QVERIFY_RESULT(DataFolder::open(folder.path()));
        QVERIFY(write(u"signalbox.db"_s, {}));
        QVERIFY_RESULT(DataFolder::open(folder.path()));
        for (const QString &left : {u"token.key"_s, u"signalbox.db-wal"_s}) {
            QVERIFY(write(left, "x"));
            const auto refused = DataFolder::open(folder.path());
            QVERIFY(!refused);
            QVERIFY2(refused.error().text.contains(left), qPrintable(refused.error().text));
            QVERIFY(QFile::remove(folder.filePath(u"signalbox.db"_s)));
            QVERIFY(!DataFolder::open(folder.path()));
            QVERIFY(write(u"signalbox.db"_s, "SQLite"));
            QVERIFY_RESULT(DataFolder::open(folder.path()));
            QVERIFY(write(u"signalbox.db"_s, {}));
            QVERIFY(QFile::remove(folder.filePath(left)));
        }
    }

    void noSessionLeavesTheWorkspaces()
    {
        QTemporaryDir folder;
        const auto data = DataFolder::open(folder.filePath(u"data"_s));
        QVERIFY_RESULT(data);
        const QString base = (*data)->path() + u"/workspaces/"_s;
        for (const QString &name : {u".."_s, u"."_s, u"../.."_s, u"a/b"_s, QString(), u"é"_s}) {
            const QString path = QDir::cleanPath((*data)->workspace(name, name));
            QVERIFY2(path.startsWith(base) && path.count(u'/') == base.count(u'/') + 1, qPrintable(path));
        }
    }

    void aNewerStoreIsRefusedUnchanged()
    {
        TestStore store;
        QVERIFY_RESULT(store.database().run("PRAGMA user_version = 999"_L1));
        const auto refused = migrate(store.database());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QVERIFY(refused.error().text.contains(u"newer Signalbox"_s));
    }

    // Pages in the middle of a table are overwritten, as a broken disk does; the rows before and behind are
    // sound.
    void aDamagedPageIsAnErrorAndNotTheEnd()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"signalbox.db"_s);
        {
            const auto database = Database::open(path);
            QVERIFY_RESULT(database);
            QVERIFY_RESULT(migrate(**database));
            QVERIFY_RESULT((*database)->runScript(
                u"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
                "INSERT INTO memory (id, owner, text, created_at) "
                "SELECT printf('note-%05d', i), 'ada', printf('mark-%05d ', i) || hex(zeroblob(200)), i FROM n"_s));
            QVERIFY_RESULT((*database)->run("PRAGMA wal_checkpoint(TRUNCATE)"_L1));
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qint64 page = file.readAll().indexOf("mark-01000 ") / 4096 * 4096;
        QVERIFY(page > 0 && file.seek(page));
        QCOMPARE(file.write(QByteArray(4096, char(0x55))), 4096);
        file.close();

        const auto database = Database::open(path);
        QVERIFY_RESULT(database);
        QVERIFY(!(*database)->damage());
        const auto rows = (*database)->run("SELECT id, text FROM memory ORDER BY id"_L1);
        QVERIFY(!rows);
        QCOMPARE(rows.error().code, ErrorCode::Internal);
        QVERIFY2(rows.error().text.contains(u"backup"_s), qPrintable(rows.error().text));
        QVERIFY((*database)->damage());
        auto sound = (*database)->run("SELECT id FROM memory WHERE id = 'note-00001'"_L1);
        QVERIFY_RESULT(sound);
        QVERIFY(sound->next());
        QVERIFY((*database)->damage()); // until the program ends
    }

    void rowsAreReadAsTheyWereStored()
    {
        TestStore store;
        auto rows = store.database().run(
            "SELECT 7, -1.5, 'Zug', x'00ff', NULL, '42' UNION ALL SELECT 8, 0.1, '', x'', 5, '6.5'"_L1);
        QVERIFY_RESULT(rows);
        QVERIFY(rows->next());
        QCOMPARE(rows->integer(0), 7);
        QCOMPARE(rows->text(0), u"7"_s);
        QCOMPARE(rows->real(0), 7.0);
        QCOMPARE(rows->real(1), -1.5);
        QCOMPARE(rows->text(2), u"Zug"_s);
        QCOMPARE(rows->blob(3), QByteArray("\0\xff", 2));
        QCOMPARE(rows->text(4), QString());
        QCOMPARE(rows->integer(4), 0);
        QCOMPARE(rows->integer(5), 42);
        QVERIFY(rows->next());
        QCOMPARE(rows->text(1), u"0.1"_s);
        QCOMPARE(rows->integer(4), 5);
        QCOMPARE(rows->real(5), 6.5);
        QVERIFY(!rows->next());
        QVERIFY(!rows->next());
    }

    void aFullDiskIsSaidAndLosesNothing()
    {
        TestStore store;
        QVERIFY_RESULT(store.journal().record([](Transaction &t) { return remember(t, u"kept"_s); }));
        QVERIFY_RESULT(store.journal().commit());
        {
            auto rows = store.database().run("PRAGMA page_count"_L1);
            QVERIFY_RESULT(rows);
            QVERIFY(rows->next());
        }
        QVERIFY_RESULT(store.database().run(
            "PRAGMA max_page_count = 1"_L1)); // SQLite keeps what is there and grows no more
        // What shares the transaction with it is told as well: SQLite takes all of it back.
        std::optional<ErrorCode> told;
        QVERIFY_RESULT(store.journal().record([](Transaction &t) { return remember(t, u"y"_s); }));
        store.journal().whenCommitted(this, [&](const Result<void> &outcome) {
            told = outcome ? ErrorCode::Internal : outcome.error().code;
        });
        const auto full =
            store.journal().record([](Transaction &t) { return remember(t, QString(200'000, u'x')); });
        QVERIFY(!full);
        QCOMPARE(full.error().code, ErrorCode::Unavailable);
        QVERIFY2(full.error().text.contains(u"full"_s), qPrintable(full.error().text));
        QVERIFY2(!full.error().text.contains(u'/'),
                 qPrintable(full.error().text)); // clients are not told where it is
        QVERIFY(!store.journal().commit());
        QCOMPARE(told, ErrorCode::Unavailable);
        QCOMPARE(rowsOf(store.database()), 1);
        QVERIFY_RESULT(store.database().run("PRAGMA max_page_count = 1000000"_L1));
        QVERIFY_RESULT(store.journal().record([](Transaction &t) { return remember(t, u"again"_s); }));
        QVERIFY_RESULT(store.journal().commit());
        QCOMPARE(rowsOf(store.database()), 2);
    }
};

SIGNALBOX_TEST(TestJournal)
#include "tst_journal.moc"
