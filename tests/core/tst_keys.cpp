// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/people.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace people;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// What keys may do, and how long.
class TestKeys : public QObject
{
    Q_OBJECT

private slots:
    void aKeyDoesNoMoreThanItsMaker()
    {
        TestCore core(whereAnybodyRegisters());
        const SignedIn ada = *signUp(core, u"ada"_s);
        const Principal self = ada.account.principal();
        QVERIFY(!core->keys().create(u"x"_s, self.user, allScopes, self));
        QVERIFY(!core->keys().create(u"x"_s, u"administrator"_s, Scope::TasksRead, self));
        const auto key = core->keys().create(u"x"_s, self.user, Scope::TasksRead, self, u"for a test"_s);
        QVERIFY_RESULT(key);
        QCOMPARE(core->keys().list(self)->size(), 2);
        QCOMPARE(core->keys().list(localOperator())->size(), 3);
        QCOMPARE(core->keys().listOwn(localOperator())->size(), 0);
        QCOMPARE(core->keys().list(self)->first().description, u"for a test"_s);
        const Principal eve{.user = u"eve"_s};
        QVERIFY(!core->keys().revoke(key->key.id, eve));
        QVERIFY_RESULT(core->keys().revoke(key->key.id, self));
        QVERIFY(!core->keys().revoke(key->key.id, self));
    }

    void aKeyInvitesToNoMoreThanItDoesAndGoesWithItsInvitations()
    {
        TestCore core;
        const auto by = [&](Scopes scopes) {
            const auto key = core->keys().create(u"x"_s, u"administrator"_s, scopes, localOperator());
            return key && core->journal().commit() ? *core->keys().authenticate(key->secret.toLatin1())
                                                   : Principal();
        };
        const Principal narrow = by(Scope::Administer);
        for (const AccessRole role : {AccessRole::Administrator, AccessRole::Operator, AccessRole::Viewer})
            QCOMPARE(core->invitations().create(role, 1h, {}, narrow).error().code, ErrorCode::Forbidden);
        const Principal wide = by(allScopes);
        const auto first = core->invitations().create(AccessRole::Administrator, 1h, {}, wide);
        const auto second = core->invitations().create(AccessRole::Viewer, 1h, {}, wide);
        QVERIFY(first && second);
        QVERIFY_RESULT(invited(core, u"ada"_s, first->code));
        QVERIFY_RESULT(core->keys().revoke(wide.key, localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        QCOMPARE(invited(core, u"eve"_s, second->code).error().code, ErrorCode::Forbidden);
    }

    // Whoever stole the token made them.
    void keysGoWithTheSignInThatWasStolen()
    {
        TestCore core(whereAnybodyRegisters());
        const SignedIn ada = *signUp(core, u"ada"_s);
        const auto made = [&] {
            const auto principal = core->accounts().authenticate(ada.tokens.accessToken.toLatin1());
            const auto key = core->keys().create(u"x"_s, principal->user, Scope::TasksRead, *principal);
            return key && core->journal().commit() ? key->secret.toLatin1() : QByteArray();
        };
        const QByteArray secret = made();
        QVERIFY_RESULT(core->keys().authenticate(secret));
        QVERIFY_RESULT(core->accounts().refresh(ada.tokens.refreshToken, {}));
        QVERIFY_RESULT(core->keys().authenticate(secret));
        QVERIFY(!core->accounts().refresh(ada.tokens.refreshToken, {})); // it came twice
        QVERIFY_RESULT(core->journal().commit());
        QVERIFY(!core->keys().authenticate(secret));
        QVERIFY_RESULT(core->keys().authenticate(ada.apiKey.toLatin1()));
    }

    // A key, one that was made with it, and one that was made with that.
    void keysGoWithTheirMaker()
    {
        TestCore core(whereAnybodyRegisters());
        const SignedIn ada = *signUp(core, u"ada"_s);
        const auto by = [&](const QString &secret) { return core->keys().authenticate(secret.toLatin1()); };
        const auto child = [&](const QString &secret, Scopes scopes) {
            const auto maker = by(secret);
            const auto made = core->keys().create(u"x"_s, maker->user, scopes, *maker);
            return made && core->journal().commit() ? made->secret : QString();
        };
        const QString first = child(ada.apiKey, Scope::TasksRead | Scope::KeysManage);
        const QString second = child(first, Scope::TasksRead);
        QVERIFY(by(first) && by(second));
        QVERIFY(child(first, Scope::TasksRead | Scope::TasksWrite).isEmpty());
        core.close();
        core.open();
        QVERIFY(by(first) && by(second));
        const auto fresh = core->keys().refresh(*by(first));
        QVERIFY_RESULT(fresh);
        QVERIFY_RESULT(core->journal().commit());
        QVERIFY(!by(first) && !by(second));
        QVERIFY(by(fresh->secret) && by(ada.apiKey));
        const QString third = child(fresh->secret, Scope::TasksRead);
        QVERIFY(by(third));
        QVERIFY_RESULT(core->keys().revoke(by(ada.apiKey)->key, ada.account.principal()));
        QVERIFY_RESULT(core->journal().commit());
        QVERIFY(!by(ada.apiKey) && !by(fresh->secret) && !by(third));
        core.close();
        core.open();
        QVERIFY(!by(ada.apiKey) && !by(fresh->secret) && !by(third));
    }

    // A key for somebody without an account does no more than the administrator may who made it.
    void keysShrinkWithTheirMaker()
    {
        TestCore core;
        const SignedIn boss = *invited(core, u"boss"_s, codeFor(core, AccessRole::Administrator));
        const auto robot = core->keys().create(u"robot"_s, u"robot"_s, allScopes,
                                               *core->keys().authenticate(boss.apiKey.toLatin1()));
        QVERIFY_RESULT(robot);
        QVERIFY_RESULT(core->journal().commit());
        const auto scopes = [&] { return core->keys().authenticate(robot->secret.toLatin1()); };
        QCOMPARE(scopes()->scopes, allScopes);
        QVERIFY_RESULT(core->accounts().change(boss.account.id, AccessRole::Viewer, {}, localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        QCOMPARE(scopes()->scopes, scopesOf(AccessRole::Viewer));
        QVERIFY_RESULT(core->accounts().change(boss.account.id, {}, AccountState::Blocked, localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        QVERIFY(!scopes());
    }

    // A key that was lent may not take the others away; a person who signed in, and an administrator, may.
    void aKeyManagesItselfAndWhatItMade()
    {
        TestCore core(whereAnybodyRegisters());
        const SignedIn ada = *signUp(core, u"ada"_s);
        const auto by = [&](const QString &secret) { return *core->keys().authenticate(secret.toLatin1()); };
        const auto made = [&](const Principal &maker) {
            const auto key =
                core->keys().create(u"x"_s, ada.account.id, Scope::KeysManage | Scope::TasksRead, maker);
            return key && core->journal().commit() ? *key : NewKey();
        };
        const Principal first = by(ada.apiKey);
        const NewKey other = made(ada.account.principal());
        const NewKey child = made(first);
        const NewKey grandchild = made(by(child.secret));
        const NewKey sister = made(first);
        for (const KeyId &one : {first.key, other.key.id, sister.key.id})
            QCOMPARE(core->keys().revoke(one, by(child.secret)).error().code, ErrorCode::Forbidden);
        QCOMPARE(core->keys().revoke(first.key, by(other.secret)).error().code, ErrorCode::Forbidden);
        QVERIFY_RESULT(core->keys().revoke(grandchild.key.id, first));
        QVERIFY_RESULT(core->keys().revoke(child.key.id, by(child.secret)));
        QVERIFY_RESULT(core->keys().revoke(other.key.id, ada.account.principal()));
        QVERIFY_RESULT(core->keys().revoke(sister.key.id, by(core.firstKey)));
        QVERIFY_RESULT(core->journal().commit());
        QVERIFY_RESULT(core->keys().authenticate(ada.apiKey.toLatin1()));
    }

    // What was out of its owner's hands does not come back with the account.
    void whatABlockEndedStaysEnded()
    {
        TestCore core;
        const SignedIn boss = *invited(core, u"boss"_s, codeFor(core, AccessRole::Administrator));
        const Principal self = boss.account.principal();
        const auto key = core->keys().create(u"x"_s, self.user, Scope::TasksRead, self);
        const auto lent = core->keys().create(u"x"_s, u"robot"_s, Scope::TasksRead,
                                              *core->keys().authenticate(boss.apiKey.toLatin1()));
        const auto code = core->invitations().create(AccessRole::Operator, 1h, {}, self);
        QVERIFY(key && lent && code);
        for (const AccountState state : {AccountState::Blocked, AccountState::Active})
            QVERIFY_RESULT(core->accounts().change(boss.account.id, {}, state, localOperator()));
        QVERIFY_RESULT(core->journal().commit());
        for (const QString &secret : {key->secret, lent->secret, boss.apiKey})
            QVERIFY(!core->keys().authenticate(secret.toLatin1()));
        QVERIFY(!core->accounts().authenticate(boss.tokens.accessToken.toLatin1()));
        QVERIFY(!core->accounts().refresh(boss.tokens.refreshToken, {}));
        QCOMPARE(invited(core, u"ada"_s, code->code).error().code, ErrorCode::Forbidden);
        // The person comes in anew, as what he was.
        const auto again = signIn(core, u"boss"_s);
        QVERIFY_RESULT(again);
        QVERIFY_RESULT(core->accounts().authenticate(again->tokens.accessToken.toLatin1()));
    }

    // Nobody knows what is still good, so nothing is.
    void aStoreThatCannotBeReadLetsNobodyIn()
    {
        TestCore core(whereAnybodyRegisters());
        const SignedIn ada = *signUp(core, u"ada"_s);
        const auto enter = [&] { return core->keys().authenticate(ada.apiKey.toLatin1()); };
        const Principal before = *enter();
        QVERIFY_RESULT(core->accounts().change(ada.account.id, {}, AccountState::Blocked, localOperator()));
        QVERIFY_RESULT(core->database().run("ALTER TABLE account RENAME TO hidden"_L1));
        QVERIFY_RESULT(core->journal().commit());
        QVERIFY(!enter());
        QVERIFY(enter().error().code != ErrorCode::Unauthenticated);
        QVERIFY(!core->keys().stillAdmits(before));
        QVERIFY_RESULT(core->database().run("ALTER TABLE hidden RENAME TO account"_L1));
        QCOMPARE(enter().error().code, ErrorCode::Unauthenticated);
        QVERIFY_RESULT(core->keys().authenticate(core.firstKey.toLatin1()));
    }

    // Whoever starts the program may always get in again.
    void thereIsAlwaysAnAdministrator()
    {
        TestCore core(whereAnybodyRegisters());
        const QString first = core.firstKey;
        const Principal boss = *core->keys().authenticate(first.toLatin1());
        QVERIFY_RESULT(core->keys().revoke(boss.key, boss));
        core.close();
        core.open();
        QVERIFY(!core.firstKey.isEmpty());
        QVERIFY(core.firstKey != first);
        core.close();
        core.open();
        QVERIFY(core.firstKey.isEmpty());
    }

    void aKeyTellsWhenItWasUsed()
    {
        TestCore core(whereAnybodyRegisters());
        const QByteArray key = core.firstKey.toLatin1();
        const auto lastUse = [&] { return core->keys().list(localOperator())->first().lastUsedAt; };
        QVERIFY_RESULT(core->keys().authenticate(key));
        QVERIFY(!isSet(lastUse()));
        core.clock.advance(2s);
        QCOMPARE(lastUse(), core.clock.now() - 2s);
        core.clock.advance(10s);
        QVERIFY_RESULT(core->keys().authenticate(key));
        core.clock.advance(2s);
        QCOMPARE(lastUse(), core.clock.now() - 14s); // to the minute
    }
};

SIGNALBOX_TEST(TestKeys)
#include "tst_keys.moc"
