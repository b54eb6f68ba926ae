// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/tool.h"

// A tool that is not safe to repeat and never ends, and counts how often it was begun.
class SendTool final : public core::Tool
{
public:
    core::ToolSpec spec() const override
    {
        return {.name = QStringLiteral("send"),
                .station = QStringLiteral("Send"),
                .description = QStringLiteral("Sends"),
                .parameters = {{QStringLiteral("type"), QStringLiteral("object")}},
                .effect = core::Effect::Read,
                .repeat = core::Repeat::Unsafe};
    }

    std::unique_ptr<core::ToolRun> start(const QJsonObject &, const core::ToolContext &) override
    {
        ++runs;
        return std::make_unique<core::ToolRun>();
    }

    inline static int runs = 0;
};
