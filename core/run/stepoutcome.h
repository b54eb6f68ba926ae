// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/provider.h"

#include <variant>

namespace core {

// How a step that ran came out: what a model said, or what a tool gave back.
using StepOutcome = std::variant<Result<ModelAnswer>, Result<QJsonObject>>;

inline const Error *errorOf(const StepOutcome &outcome)
{
    return std::visit([](const auto &result) { return result ? nullptr : &result.error(); }, outcome);
}

} // namespace core
