// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/field.h"

namespace server::goagents {

// The body of a manifest, JSON or YAML, which the fleet reads and checks itself; the fields are for the
// documentation.
BodyShape manifestBody();

} // namespace server::goagents
