// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/keyservice.h"
#include "server/http/authenticator.h"

namespace server {

// Knows callers by the keys of the core, which are in memory. The service outlives it; backend thread.
class KeyAuthenticator final : public Authenticator
{
public:
    explicit KeyAuthenticator(const core::KeyService &keys)
        : m_keys(keys)
    {
    }

    core::Result<core::Principal> authenticate(QByteArrayView token) override
    {
        return m_keys.authenticate(token);
    }

private:
    const core::KeyService &m_keys;
};

} // namespace server
