// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/tool.h"

#include <functional>

namespace core {

// The run of a tool whose work blocks, such as reading and writing files: done in a thread of the pool on
// values that it owns, told in the thread of the run. Work that has begun goes on when the run is destroyed,
// and is not told.
class PoolRun final : public ToolRun
{
public:
    using Work = std::function<Result<QJsonObject>()>;
    explicit PoolRun(Work work);
};

} // namespace core
