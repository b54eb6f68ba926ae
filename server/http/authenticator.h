// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/base/result.h"

#include <QByteArrayView>

#include <optional>

namespace server {

// Knows who asks. Called in the backend thread for nearly every request, so it must not wait. Fails with
// Unauthenticated and the text for the client.
class Authenticator
{
public:
    virtual ~Authenticator() = default;

    // By an API key.
    virtual core::Result<core::Principal> authenticate(QByteArrayView key) = 0;

    // By an access token, a JWT.
    virtual core::Result<core::Principal> authenticateToken(QByteArrayView)
    {
        return core::failure(core::ErrorCode::Unauthenticated,
                             QStringLiteral("JWT authentication not supported"));
    }

    // By nothing: a program on this computer, on a surface of that name. Usually nobody.
    virtual std::optional<core::Principal> anonymous(const QString &) { return std::nullopt; }

    // Whoever asks, when nobody is asked; `user` is the id that a developer wants to be. Usually nobody.
    virtual std::optional<core::Principal> bypass(const QString &) { return std::nullopt; }

    // Whether who was let in before would be let in again. Asked for what stays open.
    virtual bool stillAdmits(const core::Principal &) { return true; }
};

} // namespace server
