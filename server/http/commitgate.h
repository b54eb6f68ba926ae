// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QObject>

#include <functional>

namespace server {

// Says whether something that was done is not yet on disk. A reply that is ready while the gate is open waits
// for the commit, and becomes an error when that fails. So a 2xx is a promise, and no endpoint needs code for
// it.
class CommitGate
{
public:
    virtual ~CommitGate() = default;
    virtual bool isOpen() const = 0;
    // Calls at once when nothing is open; never after the context is gone.
    virtual void whenCommitted(QObject *context, std::function<void(const core::Result<void> &)> then) = 0;
};

} // namespace server
