// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/accessservice.h"
#include "server/http/authenticator.h"

namespace server {

// Knows callers as the core does. The service outlives it; backend thread.
class CoreAuthenticator final : public Authenticator
{
public:
    explicit CoreAuthenticator(core::AccessService &access)
        : m_access(access)
    {
    }

    core::Result<core::Principal> authenticate(QByteArrayView key) override
    {
        return m_access.authenticateKey(key);
    }
    core::Result<core::Principal> authenticateToken(QByteArrayView token) override
    {
        return m_access.authenticateToken(token);
    }
    std::optional<core::Principal> anonymous(const QString &surface) override
    {
        return m_access.anonymous(surface);
    }
    std::optional<core::Principal> bypass(const QString &user) override { return m_access.bypass(user); }
    bool stillAdmits(const core::Principal &principal) override { return m_access.stillAdmits(principal); }

private:
    core::AccessService &m_access;
};

} // namespace server
