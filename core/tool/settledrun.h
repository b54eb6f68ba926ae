// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/tool.h"

#include <utility>

namespace core {

// The run of a tool whose result is known at once; tells it in the next turn of the event loop.
class SettledRun final : public ToolRun
{
public:
    explicit SettledRun(Result<QJsonObject> result)
    {
        QMetaObject::invokeMethod(
            this, [this, result = std::move(result)] { emit finished(result); }, Qt::QueuedConnection);
    }
};

} // namespace core
