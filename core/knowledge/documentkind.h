// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/knowledge/document.h"

namespace core {

enum class Formats { Texts, All };

// What a document is: text/plain (CSV, JSON, YAML and the like, too), text/markdown, text/html or
// application/pdf. Its first bytes, which are in `content`, count over its type, and that over its file's
// name: a PDF is one whatever it is called. Fails with Unsupported.
Result<QString> contentTypeOf(const NewDocument &document, Formats formats);

} // namespace core
