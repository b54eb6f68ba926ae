// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/field.h"

#include <QJsonObject>

namespace server {

// Compares what came with the rows of a table. Fails with InvalidArgument; the Error names the field, with
// dots for a field inside another ("config.timeout").
core::Result<void> checkObject(const std::vector<Field> &fields, const QJsonObject &object, Unknown unknown);

// The same for a value that came as text, in a query or a path. `value` is null when it did not come at all.
core::Result<void> checkText(const Field &field, const QString *value);

} // namespace server
