// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonObject>

namespace core {

// What a person made of proposed arguments, with each value of the type that was proposed. A text that is
// exactly such a number ("60.00"), or a "true" or "false", becomes it. Fails with InvalidArgument and names
// the value where a number would not stay one, also where no schema says what it is.
Result<QJsonObject> withTypesOf(const QJsonObject &proposed, const QJsonObject &edited);

} // namespace core
