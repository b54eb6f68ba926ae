// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/accountservice.h"

#include "core/access/secrets.h"
#include "core/access/signingkey.h"
#include "core/access/usernames.h"
#include "core/base/async.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto refreshLifetime = 7 * 24h;

// Wrong passwords for one account, from wherever they come.
const QString guesses = QStringLiteral("wrong password");
constexpr int mostGuesses = 10;
constexpr auto guessWindow = std::chrono::seconds(10min);

// Registering under an e-mail or a name that is taken tells that it is, so an address may do it only so
// often.
const QString takenNames = QStringLiteral("taken name");
constexpr int mostTakenNames = 10;
constexpr auto takenNameWindow = std::chrono::seconds(1h);

// Where callers without an account belong.
constexpr auto localTenant = "00000000-0000-0000-0000-000000000001"_L1;

Error badCredentials()
{
    return failure(ErrorCode::Unauthenticated, u"Invalid email or password"_s);
}

Error tooManyGuesses()
{
    return failure(
        ErrorCode::RateLimited,
        u"Too many wrong passwords for this account. Try again in some minutes, or sign in from where you "
        "did before."_s);
}

Error badRefreshToken()
{
    return failure(ErrorCode::Unauthenticated, u"Invalid refresh token"_s);
}

QString normalised(const QString &email)
{
    return email.trimmed().toLower();
}

bool isEmail(const QString &text)
{
    const qsizetype at = text.indexOf(u'@');
    return at > 0 && at == text.lastIndexOf(u'@') && at + 1 < text.size() && text.size() <= 254 &&
           std::none_of(text.begin(), text.end(), [](QChar c) { return c.isSpace() || !c.isPrint(); });
}

bool isPrintable(const QString &text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.isPrint(); });
}

bool isActive(const std::optional<Account> &account)
{
    return account && account->state == AccountState::Active;
}

// Not there is no error here, but anything else is.
Result<std::optional<Account>> orNone(Result<Account> found)
{
    if (!found && found.error().code == ErrorCode::NotFound)
        return std::optional<Account>();
    return std::optional<Account>(TRY(std::move(found)));
}

QString monthOf(Timestamp time)
{
    return QDateTime::fromMSecsSinceEpoch(toStored(time), QTimeZone::utc()).toString(u"yyyy-MM"_s);
}

Event eventOf(EventType type, const Account &account, const QString &message, const QString &address)
{
    return {.type = type,
            .subject = account.id,
            .actor = account.username,
            .message = message,
            .payload = {{u"address"_s, address}}};
}

} // namespace

Result<void> AccountService::open(const QString &dataFolder)
{
    m_signer.emplace(TRY(signingKey(dataFolder)));
    return {};
}

void AccountService::answer(const Promise &promise, Result<SignedIn> result)
{
    m_parts.journal.whenCommitted(this, [promise, result = std::move(result)](const Result<void> &committed) {
        promise->addResult(committed ? result : Result<SignedIn>(committed.error()));
        promise->finish();
    });
}

Result<void> AccountService::mayRegister(const NewAccount &wanted)
{
    if (!wanted.invitation.isEmpty())
        TRY(m_parts.invitations.check(wanted.invitation));
    else if (!m_parts.registration)
        return failure(ErrorCode::Forbidden,
                       u"Registration is off. Ask an administrator for an invitation, or for the setting "
                       "access.registration, which names the role that new accounts get."_s);
    return {};
}

// In the record of what happened nobody is to pass for somebody else, nor for Signalbox itself.
Result<bool> AccountService::isTaken(const QString &username)
{
    if (isReservedName(username) || TRY(orNone(m_parts.accounts.findByEmail(normalised(username)))))
        return true;
    const QString look = lookOf(username);
    const QStringList known = TRY(m_parts.accounts.usernames());
    return std::ranges::any_of(known, [&look](const QString &one) { return lookOf(one) == look; });
}

// Who may not register learns nothing of who has.
Result<void> AccountService::check(const NewAccount &wanted)
{
    TRY(mayRegister(wanted));
    const QString email = normalised(wanted.email);
    const QString username = wanted.username.trimmed();
    if (email.isEmpty() || username.isEmpty() || wanted.password.isEmpty())
        return invalid(u"email"_s, u"Email, username, and password are required"_s);
    if (!isEmail(email))
        return invalid(u"email"_s, u"Invalid email address"_s);
    if (username.size() > 100)
        return invalid(u"username"_s, u"Username must be 100 characters or less"_s);
    if (!isPrintable(username))
        return invalid(u"username"_s, u"Username must be one line of characters that can be seen"_s);
    if (wanted.fullName.size() > 200 || !isPrintable(wanted.fullName))
        return invalid(u"full_name"_s, u"full_name must be 200 characters or less"_s);
    if (wanted.password.size() < 8)
        return invalid(u"password"_s, u"Password must be at least 8 characters"_s);
    if (wanted.password.size() > 1024)
        return invalid(u"password"_s, u"Password must be 1024 characters or less"_s);
    if (TRY(orNone(m_parts.accounts.findByEmail(email))))
        return Error{.code = ErrorCode::Conflict, .text = u"Email already registered"_s, .field = u"email"_s};
    if (TRY(isTaken(username)))
        return Error{
            .code = ErrorCode::Conflict, .text = u"Username already taken"_s, .field = u"username"_s};
    return {};
}

Result<void> AccountService::checkOften(const NewAccount &wanted, const QString &address)
{
    TRY(mayRegister(wanted));
    if (m_parts.rates.look(takenNames, address, mostTakenNames, takenNameWindow).left == 0)
        return failure(ErrorCode::RateLimited,
                       u"Too many tries to register under what is taken already. Try again in an hour."_s);
    const auto checked = check(wanted);
    if (!checked && checked.error().code == ErrorCode::Conflict)
        m_parts.rates.take(takenNames, address, mostTakenNames, takenNameWindow);
    return checked;
}

QFuture<Result<SignedIn>> AccountService::signUp(const NewAccount &wanted, const QString &address)
{
    auto promise = std::make_shared<QPromise<Result<SignedIn>>>();
    promise->start();
    if (const auto checked = checkOften(wanted, address); !checked) {
        answer(promise, checked.error());
        return promise->future();
    }
    onFinished(m_passwords.hash(wanted.password, address), this,
               [this, promise, wanted, address](const Result<QByteArray> &hash) {
                   answer(promise, hash ? insert(wanted, *hash, address) : Result<SignedIn>(hash.error()));
               });
    return promise->future();
}

Result<SignedIn> AccountService::insert(const NewAccount &wanted, const QByteArray &hash,
                                        const QString &address)
{
    TRY(check(wanted)); // somebody may have been faster
    return m_parts.journal.record([&](Transaction &transaction) -> Result<SignedIn> {
        const QString id = newUuid();
        const AccessRole role = wanted.invitation.isEmpty()
                                    ? *m_parts.registration
                                    : TRY(m_parts.invitations.use(transaction, wanted.invitation, id)).role;
        const Account account{.id = id,
                              .tenant = newUuid(),
                              .email = normalised(wanted.email),
                              .username = wanted.username.trimmed(),
                              .fullName = wanted.fullName.trimmed(),
                              .role = role,
                              .createdAt = transaction.now()};
        TRY(m_parts.accounts.insert(transaction, account, hash));
        TRY(m_parts.accounts.rememberAddress(transaction, account.id, address));
        TRY(transaction.announce(
            eventOf(EventType::AccountCreated, account, u"%1 registered"_s.arg(account.username), address)));
        const Principal owner = account.principal();
        const auto key = m_parts.keys.create(u"Default API Key"_s, account.id, owner.scopes, owner);
        return SignedIn{.account = account,
                        .tokens = TRY(issue(transaction, account, newUuid())),
                        .apiKey = key ? key->secret : QString()};
    });
}

QFuture<Result<SignedIn>> AccountService::signIn(const QString &email, const QString &password,
                                                 const QString &address)
{
    auto promise = std::make_shared<QPromise<Result<SignedIn>>>();
    promise->start();
    const auto found = orNone(m_parts.accounts.findByEmail(normalised(email)));
    const auto guesser = found ? guesserOf(email, *found, address) : Result<QString>(found.error());
    if (!guesser || !mayGuess(*guesser)) {
        answer(promise, guesser ? tooManyGuesses() : guesser.error());
        return promise->future();
    }
    const std::optional<Account> account = *found;
    const auto stored = account ? m_parts.accounts.password(account->id) : Passwords::hashOfNobody();
    const QByteArray hash = stored ? *stored : Passwords::hashOfNobody();
    // Who signed in from there before does not wait behind others who share the address, as behind a proxy.
    const QString whose = guesser->contains(u' ') ? *guesser : address;
    onFinished(m_passwords.matches(hash, password, whose), this,
               [this, promise, account, address, guesser = *guesser](const Result<bool> &matches) {
                   if (!matches)
                       return answer(promise, matches.error());
                   if (*matches && isActive(account))
                       return answer(promise, welcome(*account, address));
                   m_parts.rates.take(guesses, guesser, mostGuesses, guessWindow);
                   const auto refused = refuse(account, address);
                   answer(promise, refused ? badCredentials() : refused.error());
               });
    return promise->future();
}

// Whose wrong passwords are counted together: everybody's from anywhere, and beside them, so that they do not
// keep the owner out, each address's from which somebody signed in before. The same whether or not there is
// an account.
Result<QString> AccountService::guesserOf(const QString &email, const std::optional<Account> &account,
                                          const QString &address)
{
    const QString name = QString::fromLatin1(hashOfSecret(normalised(email).toUtf8()).toHex());
    const bool isKnown = TRY(m_parts.accounts.knowsAddress(account ? account->id : QString(), address));
    return isKnown ? QString(name + u' ' + address) : name;
}

bool AccountService::mayGuess(const QString &guesser) const
{
    return m_parts.rates.look(guesses, guesser, mostGuesses, guessWindow).left > 0;
}

Result<SignedIn> AccountService::welcome(const Account &account, const QString &address)
{
    return m_parts.journal.record([&](Transaction &transaction) -> Result<SignedIn> {
        const Account now = TRY(m_parts.accounts.find(account.id));
        if (!isActive(now))
            return badCredentials();
        TRY(m_parts.accounts.markLogin(transaction, now.id));
        TRY(m_parts.accounts.rememberAddress(transaction, now.id, address));
        TRY(m_parts.tokens.removeExpired(transaction));
        TRY(transaction.announce(
            eventOf(EventType::SignedIn, now, u"%1 signed in"_s.arg(now.username), address)));
        return SignedIn{.account = now, .tokens = TRY(issue(transaction, now, newUuid()))};
    });
}

// What was typed is not kept: people type passwords into the wrong field.
Result<void> AccountService::refuse(const std::optional<Account> &account, const QString &address)
{
    return m_parts.journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(transaction.announce(eventOf(EventType::SignInRefused, account.value_or(Account{}),
                                         u"A sign-in was refused"_s, address)));
        return {};
    });
}

Result<TokenPair> AccountService::issue(Transaction &transaction, const Account &account,
                                        const QString &family)
{
    const QByteArray secret =
        newSecret().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    TRY(m_parts.tokens.insert(transaction, {.hash = hashOfSecret(secret),
                                            .family = family,
                                            .account = account.id,
                                            .expiresAt = transaction.now() + refreshLifetime}));
    return TokenPair{.accessToken = TRY(m_signer->sign(account, family, transaction.now())),
                     .refreshToken = QString::fromLatin1(secret),
                     .lifetime = TokenSigner::lifetime};
}

Result<TokenPair> AccountService::refresh(const QString &token, const QString &address)
{
    const QByteArray hash = hashOfSecret(token.toUtf8());
    const RefreshToken old = TRY(m_parts.tokens.find(hash));
    if (old.hash.isEmpty() || old.expiresAt <= m_parts.clock.now() || isSet(old.revokedAt))
        return badRefreshToken();
    if (isSet(old.usedAt)) {
        TRY(revokeStolen(old, address));
        return badRefreshToken();
    }
    return exchange(old, hash, address);
}

Result<TokenPair> AccountService::exchange(const RefreshToken &old, const QByteArray &hash,
                                           const QString &address)
{
    const auto account = TRY(orNone(m_parts.accounts.find(old.account)));
    if (!isActive(account))
        return badRefreshToken();
    return m_parts.journal.record([&](Transaction &transaction) -> Result<TokenPair> {
        const TokenPair pair = TRY(issue(transaction, *account, old.family));
        if (!TRY(m_parts.tokens.use(transaction, hash)))
            return badRefreshToken();
        TRY(transaction.announce(eventOf(EventType::TokenRefreshed, *account,
                                         u"%1 stays signed in"_s.arg(account->username), address)));
        return pair;
    });
}

Result<void> AccountService::revokeStolen(const RefreshToken &token, const QString &address)
{
    const Account account = TRY(m_parts.accounts.find(token.account));
    return m_parts.journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(m_parts.tokens.revokeFamily(transaction, token.family));
        TRY(m_parts.keys.revokeMadeIn(transaction, token.family, account.principal()));
        TRY(transaction.announce(
            eventOf(EventType::TokenReused, account,
                    u"A refresh token of %1 came twice, so that sign-in was ended"_s.arg(account.username),
                    address)));
        return {};
    });
}

Result<Principal> AccountService::authenticate(QByteArrayView token)
{
    const TokenSubject subject = TRY(m_signer->check(token, m_parts.clock.now()));
    const auto account = TRY(orNone(m_parts.accounts.find(subject.account)));
    if (!isActive(account) || TRY(m_parts.tokens.isRevoked(subject.signIn)))
        return failure(ErrorCode::Unauthenticated, u"Invalid or expired token"_s);
    Principal principal = account->principal();
    principal.signIn = subject.signIn;
    return principal;
}

bool AccountService::stillAdmits(const Principal &principal)
{
    const auto account = orNone(m_parts.accounts.find(principal.user));
    const auto ended =
        principal.signIn.isEmpty() ? Result<bool>(false) : m_parts.tokens.isRevoked(principal.signIn);
    if (!account || !ended || *ended)
        return false; // also when nobody knows
    return !*account || (isActive(*account) && (principal.scopes & ~scopesOf((*account)->role)) == Scopes());
}

Result<Profile> AccountService::profile(const Principal &principal)
{
    const auto account = TRY(orNone(m_parts.accounts.find(principal.user)));
    const qint64 tokens = TRY(m_parts.accounts.tokensUsed(principal.user, monthOf(m_parts.clock.now())));
    if (account)
        return Profile{.account = *account, .tokensThisMonth = tokens};
    return Profile{.account = {.id = principal.user, .tenant = localTenant, .username = principal.name},
                   .tokensThisMonth = tokens};
}

Result<QList<Account>> AccountService::list(const QString &before, int limit, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        return failure(ErrorCode::Forbidden, u"Only an administrator sees the accounts"_s);
    return m_parts.accounts.list(before, limit);
}

Result<Account> AccountService::change(const QString &id, std::optional<AccessRole> role,
                                       std::optional<AccountState> state, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        return failure(ErrorCode::Forbidden, u"Only an administrator changes accounts"_s);
    if (role == AccessRole::Anonymous)
        return invalid(u"role"_s, u"role cannot be anonymous"_s);
    Account account = TRY(m_parts.accounts.find(id));
    account.role = role.value_or(account.role);
    account.state = state.value_or(account.state);
    return m_parts.journal.record([&](Transaction &transaction) -> Result<Account> {
        TRY(m_parts.accounts.update(transaction, account));
        if (account.state == AccountState::Blocked) {
            TRY(m_parts.tokens.revokeAllOf(transaction, account.id));
            TRY(m_parts.keys.revokeAllOf(transaction, account.id, principal));
            TRY(m_parts.invitations.withdrawAllOf(transaction, account.id, principal));
        }
        TRY(transaction.announce({.type = EventType::AccountChanged,
                                  .subject = account.id,
                                  .actor = principal.name,
                                  .message = u"Account changed: %1"_s.arg(account.username),
                                  .payload = {{u"role"_s, toWord(account.role)},
                                              {u"is_active"_s, account.state == AccountState::Active}}}));
        return account;
    });
}

} // namespace core
