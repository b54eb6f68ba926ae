// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/authenticator.h"
#include "server/http/pipeline.h"

namespace server {

// Finds out who asks, where the row wants to know: by X-API-Key, then by "Authorization: Bearer", then, where
// the row allows it, by the query items api_key and token. What looks like a JWT in the second or in "token"
// is one; all else is a key.
class AuthenticationStage final : public Stage
{
public:
    explicit AuthenticationStage(Authenticator &authenticator)
        : m_authenticator(authenticator)
    {
    }
    Step enter(Exchange &exchange) override;

private:
    Step enterWithout(Exchange &exchange);
    std::optional<core::Principal> anonymousFor(const Exchange &exchange);

    Authenticator &m_authenticator;
};

} // namespace server
