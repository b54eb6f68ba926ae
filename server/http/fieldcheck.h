// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/field.h"

#include <QJsonObject>
#include <QList>

#include <utility>

namespace server {

// Compares what came with the rows of a table. Fails with InvalidArgument; the Error names the field, with
// dots for a field inside another ("config.timeout"). Where unknown fields are ignored, one that looks like a
// slip of a known field that did not come is refused all the same.
core::Result<void> checkObject(const std::vector<Field> &fields, const QJsonObject &object, Unknown unknown);

// The same for a value that came as text, in a query or a path. `value` is null when it did not come at all.
core::Result<void> checkText(const Field &field, const QString *value);

// Refuses a name of a query that the table does not have, and says which was probably meant, or which there
// are. Names that begin with "_" mean nothing and may be there: pages add them so that no cache answers.
core::Result<void> checkNames(const std::vector<Field> &fields,
                              const QList<std::pair<QString, QString>> &items);

} // namespace server
