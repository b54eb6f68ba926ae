// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "server/http/response.h"

#include <optional>

namespace server::goagents {

// {"success": true, "data": …, "message": …, "timestamp": …}; what is not given is left out.
Response success(core::Timestamp now, int status, const std::optional<QJsonObject> &data,
                 const QString &message = {});

// {"success": false, "error": {code, message}, "timestamp"}
Response refusal(core::Timestamp now, int status, const QString &code, const QString &message);

// The contract's code for an error. The field of an error says what it is about: "cluster_name" and
// "agent_id" or "agent_name" of something that is not there, "metadata.name" of a name that is taken.
QString codeOf(const core::Error &error, int status);

// The same error, about this field.
core::Error about(const QString &field, core::Error error);

} // namespace server::goagents
