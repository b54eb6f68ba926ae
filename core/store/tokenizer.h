// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

struct sqlite3;

namespace core {

// Gives a connection the tokenizer "words", by which full-text tables cut and compare as core/base/words
// does. Whoever opens such a table without it can read it, but neither search it nor change it.
Result<void> addTokenizer(sqlite3 *connection);

} // namespace core
