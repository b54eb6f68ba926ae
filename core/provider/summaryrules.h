// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/requestrules.h"

#include <optional>

namespace core {

// How the clause may begin: as a request ("summarise X") or as a thing ("a summary of X").
enum class Opening { Any, Noun };

// The rule for summaries: of a topic of the knowledge base, a file, a page, a text that is given, or what
// came before. Gets one clause without courtesies; says nothing when it does not fit. Pure; linear.
std::optional<Request> summaryRequest(QStringView clause, Opening opening = Opening::Any);

// Where the text begins in "summarise this: …"; -1 when none is given that way.
qsizetype givenTextStart(QStringView clause);

} // namespace core
