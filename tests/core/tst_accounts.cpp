// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/passwords.h"
#include "core/access/signingkey.h"
#include "tests/core/people.h"
#include "tests/support/testsuite.h"

#include <QFileInfo>
#include <QSignalSpy>

using namespace core;
using namespace people;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

QStringList types(TestCore &core)
{
    QStringList types;
    const auto events = core->feed().events({.newestFirst = true});
    for (const Event &event : *events)
        types.append(toWord(event.type));
    return types;
}

} // namespace

class TestAccounts : public QObject
{
    Q_OBJECT

private slots:
    void aPasswordIsHashedWithArgon2id()
    {
        Passwords passwords;
        const auto hash = waited(passwords.hash(password));
        QVERIFY_RESULT(hash);
        QVERIFY(hash->startsWith("$argon2id$v=19$m=65536,t=2,p=1$"));
        QVERIFY(*hash != *waited(passwords.hash(password))); // with another salt
        QCOMPARE(*waited(passwords.matches(*hash, password)), true);
        QCOMPARE(*waited(passwords.matches(*hash, u"correct horsf"_s)), false);
        // Looking for somebody who is not there costs the same.
        const QByteArray nobody = Passwords::hashOfNobody();
        QCOMPARE(nobody.first(31), hash->first(31));
        QCOMPARE(nobody.size(), hash->size());
        QCOMPARE(*waited(passwords.matches(nobody, QString())), false);
    }

    void tooManyPasswordsAtOnceAreRefused()
    {
        Passwords passwords;
        QList<QFuture<Result<bool>>> started;
        for (int i = 0; i < 30; ++i)
            started.append(passwords.matches(Passwords::hashOfNobody(), password));
        int refused = 0;
        for (QFuture<Result<bool>> &future : started) {
            const auto result = waited(future);
            refused += !result && result.error().code == ErrorCode::Unavailable;
        }
        QVERIFY(refused > 0);
    }

    // Whoever sends many of them keeps himself waiting, and nobody else.
    void aFloodKeepsNobodyElseOut()
    {
        Passwords passwords;
        const QByteArray hash = *waited(passwords.hash(password));
        QList<QFuture<Result<bool>>> flood;
        for (int i = 0; i < 60; ++i)
            flood.append(passwords.matches(hash, u"guess"_s, u"192.0.2.1"_s));
        const auto owner = passwords.matches(hash, password, u"198.51.100.7"_s);
        QVERIFY_RESULT(waited(owner));
        QVERIFY(*owner.result());
        QVERIFY(!flood[11].isFinished()); // he did not wait for all of them
        for (const auto &one : std::as_const(flood))
            (void)bool(waited(one));
    }

    void aFloodFromManyPlacesLeavesAPlace()
    {
        Passwords passwords;
        const QByteArray hash = *waited(passwords.hash(password));
        QList<QFuture<Result<bool>>> flood;
        for (int i = 0; i < 240; ++i)
            flood.append(passwords.matches(hash, u"guess"_s, QString::number(i % 20)));
        const auto owner = passwords.matches(hash, password, u"198.51.100.7"_s);
        QVERIFY(!owner.isFinished());
        int refused = 0;
        for (const auto &one : std::as_const(flood))
            refused += one.isFinished() && !one.result();
        QVERIFY(refused > 100);
        QVERIFY_RESULT(waited(owner));
    }

    void theSigningKeyIsPrivateAndStays()
    {
        const QTemporaryDir folder;
        const auto key = signingKey(folder.path());
        QVERIFY_RESULT(key);
        QCOMPARE(key->size(), 32);
        QCOMPARE(*signingKey(folder.path()), *key);
        const QString path = folder.filePath(u"token.key"_s);
        QCOMPARE(QFileInfo(path).permissions() & QFile::Permissions(0x0077), QFile::Permissions());
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        const auto open = signingKey(folder.path());
        QVERIFY(!open);
        QVERIFY(open.error().text.contains(u"chmod 600"_s));
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(QFile::resize(path, 31));
        QVERIFY(!signingKey(folder.path()));
    }

    void somebodySignsUpAndIn()
    {
        TestCore core(whereAnybodyRegisters());
        const auto made = signUp(core, u"Ada"_s);
        QVERIFY_RESULT(made);
        QCOMPARE(made->account.email, u"ada@example.com"_s);
        QCOMPARE(toWord(made->account.role), u"approver"_s);
        const auto byKey = core->keys().authenticate(made->apiKey.toLatin1());
        QVERIFY_RESULT(byKey);
        QCOMPARE(byKey->user, made->account.id);
        QCOMPARE(byKey->name, u"Ada"_s);
        const auto byToken = core->accounts().authenticate(made->tokens.accessToken.toLatin1());
        QVERIFY_RESULT(byToken);
        QCOMPARE(byToken->user, made->account.id);
        QVERIFY(!byToken->may(Scope::Administer));

        const auto again = signIn(core, u" ADA"_s);
        QVERIFY_RESULT(again);
        QCOMPARE(again->account.id, made->account.id);
        QVERIFY(again->apiKey.isEmpty());
        QCOMPARE(types(core).first(3),
                 (QStringList{u"account.signed_in"_s, u"key.created"_s, u"account.created"_s}));
    }

    void theSameWordsWhetherOrNotSomebodyIsThere()
    {
        TestCore core(whereAnybodyRegisters());
        QVERIFY_RESULT(signUp(core, u"ada"_s));
        const auto wrong = signIn(core, u"ada"_s, u"wrong password"_s);
        const auto unknown = signIn(core, u"eve"_s);
        QVERIFY(!wrong && !unknown);
        QCOMPARE(wrong.error().text, u"Invalid email or password"_s);
        QCOMPARE(unknown.error().text, wrong.error().text);
        QCOMPARE(types(core).first(2), (QStringList{u"account.refused"_s, u"account.refused"_s}));
        QVERIFY(core->feed().events({.newestFirst = true})->first().subject.isEmpty());
    }

    void nobodyPassesForSomebodyElse_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"signalbox",
                                 "SYSTEM",
                                 "console",
                                 "Anonymous",
                                 "Signal Box",
                                 "sys-tem",
                                 "аdmin",
                                 "оperator",
                                 "OΡERATOR",
                                 "ｏｐｅｒａｔｏｒ",
                                 "ópérator",
                                 "administrators",
                                 "ai_assistant",
                                 "00000000-0000-0000-0000-000000000002",
                                 "{0192f0c8-7c1e-7a70-8000-0123456789ab}",
                                 "0192F0C8-7C1E-7A70-8000-0123456789AB",
                                 "---",
                                 "аda",
                                 "ＡＤＡ",
                                 "adа",
                                 "grace  hopper",
                                 "Grace Ηopper",
                                 "ada@example.com",
                                 "ADA@Example.com"})
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void nobodyPassesForSomebodyElse()
    {
        QFETCH(QString, name);
        TestCore core(whereAnybodyRegisters());
        QVERIFY_RESULT(signUp(core, u"ada"_s));
        const auto registered = [&](const QString &email, const QString &username) {
            return waited(
                core->accounts().signUp({.email = email, .username = username, .password = password}, {}));
        };
        QVERIFY_RESULT(registered(u"grace@example.com"_s, u"grace hopper"_s));
        const auto other = registered(u"other@example.com"_s, name);
        QVERIFY(!other);
        QCOMPARE(other.error().text, u"Username already taken"_s);
    }

    void namesOfAllScriptsAreTaken()
    {
        TestCore core(whereAnybodyRegisters());
        int number = 0;
        for (const char *name :
             {"ada", "adá", "Ольга", "Ελένη", "麗娜", "ada2", "adam", "operators' friend", "José", "Jose"}) {
            const auto made = waited(core->accounts().signUp({.email = u"a%1@example.com"_s.arg(++number),
                                                              .username = QString::fromUtf8(name),
                                                              .password = password},
                                                             {}));
            QVERIFY_RESULT(made);
        }
    }

    void namesAreTakenOnce()
    {
        TestCore core(whereAnybodyRegisters());
        QVERIFY_RESULT(signUp(core, u"ada"_s));
        const auto same = signUp(core, u"ADA"_s);
        QCOMPARE(same.error().text, u"Email already registered"_s);
        const auto name = waited(core->accounts().signUp(
            {.email = u"other@example.com"_s, .username = u"ADA"_s, .password = password}, {}));
        QCOMPARE(name.error().text, u"Username already taken"_s);
        QCOMPARE(name.error().code, ErrorCode::Conflict);
        const auto unseen = waited(core->accounts().signUp(
            {.email = u"oper@example.com"_s, .username = u"oper1\u200b"_s, .password = password}, {}));
        QVERIFY(!unseen);
        QVERIFY(unseen.error().text.contains(u"characters that can be seen"_s));
        const auto reserved = waited(core->accounts().signUp(
            {.email = u"other@example.com"_s, .username = u"Operator "_s, .password = password}, {}));
        QCOMPARE(reserved.error().text, u"Username already taken"_s);
        // At the same moment: the second hash is ready after the first account is there.
        auto first = core->accounts().signUp(
            {.email = u"eve@x.com"_s, .username = u"eve"_s, .password = password}, {});
        auto second = core->accounts().signUp(
            {.email = u"eve@x.com"_s, .username = u"eve2"_s, .password = password}, {});
        const bool one = bool(waited(first));
        const bool two = bool(waited(second));
        QVERIFY(one != two);
    }

    // Nor does who may not register learn whether somebody has.
    void nobodyRegistersUnasked()
    {
        TestCore core;
        const auto refused = signUp(core, u"ada"_s);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Forbidden);
        QVERIFY(refused.error().text.contains(u"access.registration"_s));
        QVERIFY_RESULT(invited(core, u"ada"_s, codeFor(core)));
        const auto taken = signUp(core, u"ada"_s);
        QCOMPARE(taken.error().text, refused.error().text);
        const auto guessed = invited(core, u"ada"_s, QString(u"inv_"_s + QString(64, u'0')));
        const auto other = invited(core, u"eve"_s, u"inv_short"_s);
        QCOMPARE(guessed.error().code, ErrorCode::Forbidden);
        QCOMPARE(guessed.error().text, other.error().text);
    }

    void anInvitationIsGoodOnce()
    {
        TestCore core;
        const QString code = codeFor(core, AccessRole::Viewer);
        // Both are checked before either of them is written.
        auto first = core->accounts().signUp(newcomer(u"ada"_s, code), {});
        auto second = core->accounts().signUp(newcomer(u"eve"_s, code), {});
        const auto one = waited(first);
        const auto two = waited(second);
        QVERIFY(bool(one) != bool(two));
        const SignedIn in = one ? *one : *two;
        QCOMPARE(toWord(in.account.role), u"viewer"_s);
        QCOMPARE((one ? two : one).error().field, u"invitation"_s);
        QVERIFY(!invited(core, u"bob"_s, code));
        QCOMPARE(core->accounts().list({}, 10, localOperator())->size(), 1);
        const auto list = core->invitations().list(10, localOperator());
        QCOMPARE(list->size(), 1);
        QCOMPARE(list->first().usedBy, in.account.id);
        QVERIFY(!types(core).filter(u"invitation.created"_s).isEmpty());
    }

    // A name that is taken does not use it up.
    void anInvitationSurvivesARefusal()
    {
        TestCore core;
        QVERIFY_RESULT(invited(core, u"ada"_s, codeFor(core)));
        const QString code = codeFor(core);
        QCOMPARE(invited(core, u"ada"_s, code).error().code, ErrorCode::Conflict);
        QVERIFY_RESULT(invited(core, u"eve"_s, code));
    }

    void invitationsEnd()
    {
        TestCore core;
        const QString late = codeFor(core);
        core.clock.advance(24h);
        QCOMPARE(invited(core, u"ada"_s, late).error().code, ErrorCode::Forbidden);

        const auto withdrawn =
            core->invitations().create(AccessRole::Viewer, 1h, u"for Ada"_s, localOperator());
        QVERIFY_RESULT(withdrawn);
        QVERIFY_RESULT(core->invitations().remove(withdrawn->invitation.id, localOperator()));
        QCOMPARE(core->invitations().remove(withdrawn->invitation.id, localOperator()).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(invited(core, u"ada"_s, withdrawn->code).error().code, ErrorCode::Forbidden);

        // Who is no administrator any more has invited nobody.
        const SignedIn boss = *invited(core, u"boss"_s, codeFor(core, AccessRole::Administrator));
        const auto his =
            core->invitations().create(AccessRole::Administrator, 1h, {}, boss.account.principal());
        QVERIFY_RESULT(his);
        QVERIFY_RESULT(core->accounts().change(boss.account.id, AccessRole::Approver, {}, localOperator()));
        QCOMPARE(invited(core, u"ada"_s, his->code).error().code, ErrorCode::Forbidden);
        QVERIFY_RESULT(core->accounts().change(boss.account.id, AccessRole::Administrator,
                                               AccountState::Blocked, localOperator()));
        QCOMPARE(invited(core, u"ada"_s, his->code).error().code, ErrorCode::Forbidden);
    }

    void onlyAdministratorsInvite()
    {
        TestCore core;
        const Principal ada{.user = u"ada"_s, .scopes = scopesOf(AccessRole::Approver)};
        QCOMPARE(core->invitations().create(AccessRole::Viewer, 1h, {}, ada).error().code,
                 ErrorCode::Forbidden);
        QCOMPARE(core->invitations().list(10, ada).error().code, ErrorCode::Forbidden);
        QCOMPARE(core->invitations().remove(u"x"_s, ada).error().code, ErrorCode::Forbidden);
        QVERIFY(!core->invitations().create(AccessRole::Anonymous, 1h, {}, localOperator()));
        QVERIFY(!core->invitations().create(AccessRole::Viewer, 0s, {}, localOperator()));
        QVERIFY(!core->invitations().create(AccessRole::Viewer, 24h * 91, {}, localOperator()));
    }

    void aRefreshTokenIsGoodOnce()
    {
        TestCore core(whereAnybodyRegisters());
        const SignedIn ada = *signUp(core, u"ada"_s);
        const SignedIn elsewhere = *signIn(core, u"ada"_s);
        const auto second = core->accounts().refresh(ada.tokens.refreshToken, {});
        QVERIFY_RESULT(second);
        QVERIFY(second->refreshToken != ada.tokens.refreshToken);
        const auto third = core->accounts().refresh(second->refreshToken, {});
        QVERIFY_RESULT(third);
        // The second comes again: it was stolen, so the third, which followed from it, is void too.
        QVERIFY(!core->accounts().refresh(second->refreshToken, {}));
        QVERIFY(!core->accounts().refresh(third->refreshToken, {}));
        QVERIFY(!core->accounts().refresh(ada.tokens.refreshToken, {}));
        QVERIFY_RESULT(core->journal().commit());
        QCOMPARE(types(core).first(), u"token.reused"_s);
        QVERIFY_RESULT(core->accounts().refresh(elsewhere.tokens.refreshToken, {})); // another sign-in
        QVERIFY(!core->accounts().refresh(u"no token"_s, {}));
        QVERIFY(!core->accounts().refresh(QString(), {}));
    }

    // The thief's access token goes with the sign-in, and what it holds open too.
    void anAccessTokenGoesWithItsSignIn()
    {
        TestCore core(whereAnybodyRegisters());
        const SignedIn ada = *signUp(core, u"ada"_s);
        const SignedIn elsewhere = *signIn(core, u"ada"_s);
        const TokenPair second = *core->accounts().refresh(ada.tokens.refreshToken, {});
        const Principal open = *core->accounts().authenticate(second.accessToken.toLatin1());
        const Principal other = *core->accounts().authenticate(elsewhere.tokens.accessToken.toLatin1());
        QVERIFY(core->access().stillAdmits(open));
        QSignalSpy changed(&core->access(), &AccessService::changed);
        QVERIFY(!core->accounts().refresh(ada.tokens.refreshToken, {}));
        QVERIFY_RESULT(core->journal().commit());
        QCOMPARE(changed.count(), 1);
        for (const QString &token : {ada.tokens.accessToken, second.accessToken})
            QCOMPARE(core->accounts().authenticate(token.toLatin1()).error().code,
                     ErrorCode::Unauthenticated);
        QVERIFY(!core->access().stillAdmits(open));
        QVERIFY(core->access().stillAdmits(other));
        QVERIFY_RESULT(core->accounts().authenticate(elsewhere.tokens.accessToken.toLatin1()));
    }

    // From ever other addresses, whether or not there is such an account; the owner comes in from where he
    // did before, and with his key.
    void wrongPasswordsAreSlowedForEachAccount()
    {
        TestCore core(whereAnybodyRegisters());
        const SignedIn ada = *signUp(core, u"ada"_s); // from ::1
        const auto from = [&](const QString &name, const QString &secret, const QString &address) {
            return waited(core->accounts().signIn(QString(name + u"@example.com"), secret, address));
        };
        for (const QString &name : {u"ada"_s, u"nobody"_s}) {
            for (int i = 0; i < 10; ++i)
                QCOMPARE(from(name, u"wrong password"_s, u"203.0.113.%1"_s.arg(i)).error().code,
                         ErrorCode::Unauthenticated);
            const auto slowed = from(name, u"wrong password"_s, u"203.0.113.99"_s);
            QCOMPARE(slowed.error().code, ErrorCode::RateLimited);
        }
        QCOMPARE(from(u"ada"_s, password, u"203.0.113.99"_s).error().code, ErrorCode::RateLimited);
        QVERIFY_RESULT(from(u"ada"_s, password, u"::1"_s));
        QVERIFY_RESULT(core->keys().authenticate(ada.apiKey.toLatin1()));
        QVERIFY_RESULT(signUp(core, u"eve"_s));
        QVERIFY_RESULT(from(u"eve"_s, password, u"203.0.113.99"_s)); // another account
        // Where he did before is slowed as well, by itself.
        for (int i = 0; i < 10; ++i)
            QCOMPARE(from(u"ada"_s, u"wrong password"_s, u"::1"_s).error().code, ErrorCode::Unauthenticated);
        QCOMPARE(from(u"ada"_s, password, u"::1"_s).error().code, ErrorCode::RateLimited);
        core.clock.advance(10min);
        QVERIFY_RESULT(from(u"ada"_s, password, u"203.0.113.99"_s));
    }

    void tokensSurviveARestart()
    {
        TestCore core(whereAnybodyRegisters());
        const SignedIn ada = *signUp(core, u"ada"_s);
        const TokenPair second = *core->accounts().refresh(ada.tokens.refreshToken, {});
        core.close();
        core.open();
        QVERIFY_RESULT(core->accounts().authenticate(second.accessToken.toLatin1()));
        const auto third = core->accounts().refresh(second.refreshToken, {});
        QVERIFY_RESULT(third);
        QVERIFY(!core->accounts().refresh(ada.tokens.refreshToken, {})); // still known as used
        QVERIFY(!core->accounts().refresh(third->refreshToken, {}));
    }

    void tokensEnd()
    {
        TestCore core(whereAnybodyRegisters());
        const SignedIn ada = *signUp(core, u"ada"_s);
        core.clock.advance(30min - 1s);
        QVERIFY_RESULT(core->accounts().authenticate(ada.tokens.accessToken.toLatin1()));
        core.clock.advance(1s);
        QVERIFY(!core->accounts().authenticate(ada.tokens.accessToken.toLatin1()));
        const TokenPair next = *core->accounts().refresh(ada.tokens.refreshToken, {});
        core.clock.advance(7 * 24h);
        QVERIFY(!core->accounts().refresh(next.refreshToken, {}));
    }

    void aRoleCountsAtOnce()
    {
        TestCore core(whereAnybodyRegisters());
        const SignedIn ada = *signUp(core, u"ada"_s);
        const Principal self = ada.account.principal();
        QVERIFY(!core->accounts().change(ada.account.id, AccessRole::Administrator, {}, self));
        QVERIFY(!core->accounts().list({}, 10, self));
        const Principal boss = localOperator();
        QVERIFY_RESULT(core->accounts().change(ada.account.id, AccessRole::Viewer, {}, boss));
        QVERIFY_RESULT(core->journal().commit());
        QVERIFY(!core->accounts().authenticate(ada.tokens.accessToken.toLatin1())->may(Scope::TasksWrite));
        QVERIFY(!core->keys().authenticate(ada.apiKey.toLatin1())->may(Scope::TasksWrite));
        QVERIFY_RESULT(core->accounts().change(ada.account.id, {}, AccountState::Blocked, boss));
        QVERIFY_RESULT(core->journal().commit());
        QVERIFY(!core->accounts().authenticate(ada.tokens.accessToken.toLatin1()));
        QVERIFY(!core->keys().authenticate(ada.apiKey.toLatin1()));
        QVERIFY(!core->accounts().refresh(ada.tokens.refreshToken, {}));
        QVERIFY(!signIn(core, u"ada"_s));
        QVERIFY(!core->accounts().change(u"nobody"_s, {}, {}, boss));
        QCOMPARE(core->accounts().list({}, 10, boss)->size(), 1);
    }

    void tokensOfAMonthAreKept()
    {
        TestCore core(whereAnybodyRegisters());
        core.start();
        core.model().say(u"Hello."_s);
        const Task task = core.submit(u"Say hello"_s);
        QTRY_COMPARE(core.task(task.id).state, TaskState::Completed);
        const Task done = core.task(task.id);
        const auto profile = core->accounts().profile(localOperator());
        QVERIFY(profile->tokensThisMonth > 0);
        QCOMPARE(profile->tokensThisMonth, done.usage.inputTokens + done.usage.outputTokens);
        core.clock.advance(24h * 31);
        QCOMPARE(core->accounts().profile(localOperator())->tokensThisMonth, 0);
    }
};

SIGNALBOX_TEST(TestAccounts)
#include "tst_accounts.moc"
