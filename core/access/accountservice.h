// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/accountstore.h"
#include "core/access/invitationservice.h"
#include "core/access/keyservice.h"
#include "core/access/passwords.h"
#include "core/access/ratecounter.h"
#include "core/access/refreshtokenstore.h"
#include "core/access/tokensigner.h"

namespace core {

// Who signs in, as the caller of a service and the guard of the door see it.
struct Profile
{
    Account account = {};
    qint64 tokensThisMonth = 0;
};

// People with passwords, and the tokens that they get for them: an access token that says who they are for
// half an hour, and a refresh token, good once, for the next two. A refresh token that comes a second time
// was stolen from somebody; then all that followed from the same sign-in is void. Backend thread; owned by
// the core. Passwords are hashed in threads of their own; answers come in the backend thread, after the
// commit.
class AccountService final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        Journal &journal;
        const Clock &clock;
        AccountStore &accounts;
        RefreshTokenStore &tokens;
        KeyService &keys;
        RateCounter &rates;
        InvitationService &invitations;
        std::optional<AccessRole>
            registration; // the role of who registers without an invitation, if they may
    };
    explicit AccountService(const Parts &parts)
        : m_parts(parts)
    {
    }

    // Reads or makes the key that tokens are signed with.
    Result<void> open(const QString &dataFolder);

    // `address` is where it was asked for, for the record of what happened. Fails with Conflict when the
    // e-mail or the name is taken, and with RateLimited once that address has heard it ten times in an hour.
    QFuture<Result<SignedIn>> signUp(const NewAccount &wanted, const QString &address);
    // Fails with Unauthenticated in the same words and time whether or not there is such an account, and with
    // RateLimited after too many wrong passwords; one's own address, from which one signed in before, is not
    // held up by those of others.
    QFuture<Result<SignedIn>> signIn(const QString &email, const QString &password, const QString &address);
    Result<TokenPair> refresh(const QString &token, const QString &address);

    // Fails with Unauthenticated: not ours, too old or too new, or of an account that is blocked.
    Result<Principal> authenticate(QByteArrayView token);

    // Whether the principal's account, if it has one, still allows all that it allowed when it came.
    bool stillAdmits(const Principal &principal);

    // The principal's own account. Owners of keys who have none get one that says what is known of them.
    Result<Profile> profile(const Principal &principal);

    // For administrators: newest first; another role, or another state, which also ends its sessions.
    Result<QList<Account>> list(const QString &before, int limit, const Principal &principal);
    Result<Account> change(const QString &id, std::optional<AccessRole> role,
                           std::optional<AccountState> state, const Principal &principal);

private:
    using Promise = std::shared_ptr<QPromise<Result<SignedIn>>>;

    Result<void> mayRegister(const NewAccount &wanted);
    Result<bool> isTaken(const QString &username);
    Result<void> check(const NewAccount &wanted);
    Result<void> checkOften(const NewAccount &wanted, const QString &address);
    Result<SignedIn> insert(const NewAccount &wanted, const QByteArray &hash, const QString &address);
    Result<SignedIn> welcome(const Account &account, const QString &address);
    Result<void> refuse(const std::optional<Account> &account, const QString &address);
    Result<QString> guesserOf(const QString &email, const std::optional<Account> &account,
                              const QString &address);
    bool mayGuess(const QString &guesser) const;
    Result<TokenPair> issue(Transaction &transaction, const Account &account, const QString &family);
    Result<TokenPair> exchange(const RefreshToken &old, const QByteArray &hash, const QString &address);
    Result<void> revokeStolen(const RefreshToken &token, const QString &address);
    void answer(const Promise &promise, Result<SignedIn> result);

    Parts m_parts;
    std::optional<TokenSigner> m_signer;
    Passwords m_passwords;
};

} // namespace core
