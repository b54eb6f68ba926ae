// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace core {

// The secret that tokens are signed with: 32 random bytes in the file `token.key` of the data folder, made at
// the first start and readable by its owner alone. Whoever reads it can be anybody. Fails when the file
// belongs to somebody else, others can read it, or it is damaged; deleting it ends all sessions.
Result<QByteArray> signingKey(const QString &dataFolder);

} // namespace core
