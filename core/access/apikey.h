// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/base/clock.h"

namespace core {

// A row of the table `api_key`. The key itself, "sk_" and 64 hex digits, is shown once and never stored:
// only its SHA-256 is. It has 256 random bits, so a slow hash would add nothing.
struct ApiKey
{
    KeyId id = {};
    QString prefix = {}; // its first 8 characters, for people to tell keys apart
    QString name = {};
    QString description = {};
    QString owner = {};
    Scopes scopes = {};
    KeyId parent = {};   // that it was made with; it does no more, and goes with it
    QString signIn = {}; // that it was made in; it goes when somebody else turns out to have used that
    Timestamp createdAt = {};
    Timestamp lastUsedAt = {}; // to the minute
    Timestamp revokedAt = {};
};

} // namespace core
