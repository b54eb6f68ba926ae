// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"

namespace core {

// The newest version of the schema that this program knows: the highest number in resources/sql.
int newestSchema();

// Brings the store to the newest schema, one numbered script after the other, each in a transaction; the
// version is `PRAGMA user_version`. A store with data is copied to "<path>.v<version>.backup" first.
// Fails with Conflict when the store was written by a newer program; nothing is changed then.
Result<void> migrate(Database &database);

} // namespace core
