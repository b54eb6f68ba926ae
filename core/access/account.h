// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/accessrole.h"
#include "core/base/clock.h"

namespace core {

enum class AccountState { Active, Blocked };

// A row of the table `account`: a person who signs in. Its id owns what the person makes. The password's hash
// is not here; only AccountStore and AccountService see it.
struct Account
{
    QString id = {};
    QString tenant = {};
    QString email = {};
    QString username = {};
    QString fullName = {};
    AccessRole role = AccessRole::Viewer;
    AccountState state = AccountState::Active;
    Timestamp createdAt = {};
    Timestamp lastLoginAt = {};

    Principal principal() const { return {.user = id, .name = username, .scopes = scopesOf(role)}; }
};

// Who registers, as it was typed.
struct NewAccount
{
    QString email = {};
    QString username = {};
    QString password = {};
    QString fullName = {};
    QString invitation = {}; // a code; then it does not matter whether registration is open
};

// What a client keeps of a sign-in. The refresh token is shown once, and only its hash is stored.
struct TokenPair
{
    QString accessToken = {};
    QString refreshToken = {};
    std::chrono::seconds lifetime{0}; // of the access token
};

struct SignedIn
{
    Account account = {};
    TokenPair tokens = {};
    QString apiKey = {}; // of a new account
};

} // namespace core
