// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/base/result.h"

#include <QByteArrayView>

namespace server {

// Knows who a key belongs to. Called in the backend thread for nearly every request, so it must not wait:
// it looks into memory. Fails with Unauthenticated and the text for the client.
class Authenticator
{
public:
    virtual ~Authenticator() = default;
    virtual core::Result<core::Principal> authenticate(QByteArrayView token) = 0;
};

} // namespace server
