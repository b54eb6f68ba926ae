// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QJsonDocument>
#include <QTcpServer>
#include <QTcpSocket>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// What an account set up acts with the rights that it has at that moment.

namespace {

Account registered(TestCore &core, const QString &name)
{
    const auto future = core->accounts().signUp(
        {.email = QString(name + u"@example.com"), .username = name, .password = u"correct horse"_s}, {});
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000) || !future.result())
        qFatal("no account");
    return future.result()->account;
}

void change(TestCore &core, const Account &account, std::optional<AccessRole> role,
            std::optional<AccountState> state = {})
{
    if (!core->accounts().change(account.id, role, state, localOperator()) || !core->journal().commit())
        qFatal("not changed");
}

CoreOptions options()
{
    return {.access = {.registration = AccessRole::Operator}, .webhooksPrivate = true};
}

// Counts what comes, and answers all of it.
struct Receiver
{
    Receiver()
    {
        QObject::connect(&server, &QTcpServer::newConnection, &server, [this] {
            QTcpSocket *socket = server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                QByteArray &heard = open[socket];
                heard += socket->readAll();
                const qsizetype body = heard.indexOf("\r\n\r\n");
                const QJsonDocument read =
                    QJsonDocument::fromJson(heard.sliced(std::max<qsizetype>(body, 0)));
                if (body < 0 || read.isNull())
                    return; // there is more to come
                messages.append(read.object());
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                socket->disconnectFromHost();
            });
        });
        if (!server.listen(QHostAddress::LocalHost))
            qFatal("no server");
    }
    QString url() const { return u"http://127.0.0.1:%1/"_s.arg(server.serverPort()); }

    QTcpServer server;
    QHash<QTcpSocket *, QByteArray> open;
    QList<QJsonObject> messages;
};

} // namespace

class TestOwnerRights : public QObject
{
    Q_OBJECT

private slots:
    void rightsAreThoseOfNow()
    {
        TestCore core(options());
        const Account ada = registered(core, u"ada"_s);
        AccountStore accounts(core->database());
        KeyStore keys(core->database());
        OwnerRights rights(accounts, keys);
        QCOMPARE(*rights.of(ada.id), scopesOf(AccessRole::Operator));
        change(core, ada, AccessRole::Viewer);
        QVERIFY(!rights.require(ada.id, Scope::TasksWrite));
        QVERIFY_RESULT(rights.require(ada.id, Scope::TasksRead));
        change(core, ada, AccessRole::Administrator, AccountState::Blocked);
        QCOMPARE(*rights.of(ada.id), Scopes());
        QCOMPARE(*rights.of(u"administrator"_s), allScopes);
        QVERIFY(!rights.of(u"anonymous"_s)->testFlag(Scope::Administer));
        // Somebody without an account may what his keys may.
        QVERIFY(!rights.of(u"robot"_s)->testFlag(Scope::Administer));
        const auto key = core->keys().create(u"robot"_s, u"robot"_s, Scope::TasksWrite, localOperator());
        QVERIFY_RESULT(key);
        QCOMPARE(*rights.of(u"robot"_s), Scopes(Scope::TasksWrite));
        QVERIFY_RESULT(core->keys().revoke(key->key.id, localOperator()));
        QCOMPARE(*rights.of(u"robot"_s), Scopes());
    }

    // A key does no more than what it was made with, and neither does what its owner set up.
    void rightsOfAKeysOwnerEndWithThoseOfItsMaker()
    {
        TestCore core(options());
        const Account ada = registered(core, u"ada"_s);
        AccountStore accounts(core->database());
        KeyStore keys(core->database());
        OwnerRights rights(accounts, keys);
        change(core, ada, AccessRole::Administrator);
        const auto own = core->keys().create(u"own"_s, ada.id, allScopes, localOperator());
        QVERIFY_RESULT(own);
        QVERIFY_RESULT(core->journal().commit());
        const auto principal = core->keys().authenticate(own->secret.toLatin1());
        QVERIFY_RESULT(principal);
        QVERIFY_RESULT(
            core->keys().create(u"robot"_s, u"robot"_s, Scope::TasksWrite | Scope::TasksRead, *principal));
        QCOMPARE(*rights.of(u"robot"_s), Scope::TasksWrite | Scope::TasksRead);
        change(core, ada, AccessRole::Viewer);
        QCOMPARE(*rights.of(u"robot"_s), Scopes(Scope::TasksRead));
        change(core, ada, AccessRole::Administrator, AccountState::Blocked);
        QCOMPARE(*rights.of(u"robot"_s), Scopes());
    }

    void aScheduleOfAViewerRunsNothing()
    {
        TestCore core(options());
        core.start();
        const Account ada = registered(core, u"ada"_s);
        const auto schedule = core->schedules().create(
            {.name = u"Daily"_s, .cron = u"0 9 * * *"_s, .query = u"What is new?"_s}, ada.principal());
        QVERIFY_RESULT(schedule);
        QVERIFY_RESULT(core->journal().commit());
        change(core, ada, AccessRole::Viewer);
        core.clock.advance(25h);
        const auto runs = [&] { return *core->schedules().runs(*schedule, 0, 10); };
        QTRY_COMPARE(runs().size(), 1);
        QVERIFY(!runs().first().task);
        QVERIFY2(runs().first().error.contains(u"may no longer"_s), qPrintable(runs().first().error));
        QCOMPARE(*core->tasks().count({}, localOperator()), 0);
        core.model().say(u"Nothing."_s);
        change(core, ada, AccessRole::Operator);
        core.clock.advance(24h);
        QTRY_COMPARE(runs().size(), 2);
        QVERIFY(runs().first().task.has_value());
    }

    void tasksOfAnAccountEndWithItsRights_data()
    {
        QTest::addColumn<bool>("isBlocked");
        QTest::newRow("viewer") << false;
        QTest::newRow("blocked") << true;
    }

    // More than are read at once, one of them at work.
    void tasksOfAnAccountEndWithItsRights()
    {
        QFETCH(bool, isBlocked);
        TestCore core(options());
        const Account ada = registered(core, u"ada"_s);
        const Account bob = registered(core, u"bob"_s);
        for (int i = 0; i < 520; ++i) {
            core.model().hang({u"…"_s});
            QVERIFY_RESULT(core->tasks().submit({.query = u"Wait"_s}, ada.principal()));
        }
        QVERIFY_RESULT(core->tasks().submit({.query = u"Wait"_s}, bob.principal()));
        core.start();
        const auto in = [&](const Account &owner, TaskState state) {
            return *core->tasks().count({.owner = owner.id, .states = {state}}, localOperator());
        };
        QTRY_VERIFY(in(ada, TaskState::Running) > 0);
        change(core, ada, isBlocked ? std::nullopt : std::optional(AccessRole::Viewer),
               isBlocked ? std::optional(AccountState::Blocked) : std::nullopt);
        QTRY_COMPARE(in(ada, TaskState::Cancelled), 520);
        QCOMPARE(in(bob, TaskState::Cancelled), 0);
    }

    // The program ended before they could be.
    void tasksOfABlockedAccountEndAtTheNextStart()
    {
        TestCore core(options());
        const Account ada = registered(core, u"ada"_s);
        const auto task = core->tasks().submit({.query = u"Wait"_s}, ada.principal());
        QVERIFY_RESULT(task);
        QVERIFY_RESULT(core->journal().commit());
        QVERIFY_RESULT(core->database().run("UPDATE account SET is_active = 0"_L1));
        core.close();
        core.open();
        QVERIFY_RESULT(core->journal().commit());
        QCOMPARE(core.task(task->id).state, TaskState::Cancelled);
    }

    void aBlockedAccountsWebhooksSayNothing()
    {
        TestCore core(options());
        core.start();
        Receiver receiver;
        const Account ada = registered(core, u"ada"_s);
        QVERIFY_RESULT(core->webhooks().create({.url = receiver.url(), .events = {u"*"_s}}, ada.principal()));
        QVERIFY_RESULT(core->journal().commit());
        const auto documented = [&](const QString &title) {
            QVERIFY_RESULT(core->knowledge().add({.content = "Herons.", .title = title}, ada.principal()));
            QVERIFY_RESULT(core->journal().commit());
        };
        documented(u"First"_s);
        QTRY_COMPARE(receiver.messages.size(), 1);
        change(core, ada, {}, AccountState::Blocked);
        documented(u"Second"_s); // by somebody in her name: an administrator, or what was under way
        change(core, ada, {}, AccountState::Active);
        documented(u"Third"_s);
        QTRY_COMPARE(receiver.messages.size(), 2);
        QCOMPARE(receiver.messages[1][u"data"_s][u"title"_s].toString(), u"Third"_s);
    }

    void webhooksOfARevokedKeysOwnerSayNothing()
    {
        TestCore core(options());
        core.start();
        Receiver receiver;
        const auto key = core->keys().create(u"robot"_s, u"robot"_s, allScopes, localOperator());
        QVERIFY_RESULT(key);
        const Principal robot{.user = u"robot"_s, .name = u"robot"_s, .scopes = allScopes};
        QVERIFY_RESULT(core->webhooks().create({.url = receiver.url(), .events = {u"*"_s}}, robot));
        const auto documented = [&](const QString &title) {
            QVERIFY_RESULT(core->knowledge().add({.content = "Herons.", .title = title}, robot));
            QVERIFY_RESULT(core->journal().commit());
        };
        documented(u"First"_s);
        QTRY_COMPARE(receiver.messages.size(), 1);
        QVERIFY_RESULT(core->keys().revoke(key->key.id, localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        documented(u"Second"_s);
        QVERIFY_RESULT(core->keys().create(u"another"_s, u"robot"_s, allScopes, localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        documented(u"Third"_s);
        QTRY_COMPARE(receiver.messages.size(), 2);
        QCOMPARE(receiver.messages[1][u"data"_s][u"title"_s].toString(), u"Third"_s);
    }

    // One failure is two messages, and a receiver tells them apart by their ids.
    void twoMessagesOfOneEventHaveTwoIds()
    {
        TestCore core(options());
        core.start();
        Receiver receiver;
        QVERIFY_RESULT(core->webhooks().create(
            {.url = receiver.url(), .events = {u"task.failed"_s, u"agent.failed"_s}}, localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        core.model().fail(failure(ErrorCode::InvalidArgument, u"no"_s));
        core.submit(u"Fail"_s);
        QTRY_COMPARE(receiver.messages.size(), 2);
        QSet<QString> ids;
        for (const QJsonObject &message : std::as_const(receiver.messages))
            ids.insert(message[u"id"_s].toString());
        QCOMPARE(ids.size(), 2);
    }
};

SIGNALBOX_TEST(TestOwnerRights)
#include "tst_ownerrights.moc"
