// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/tool.h"
#include "core/tool/workspace.h"

namespace core {

// Reads a text file of the workspace. Result: {path, text, bytes, summary}.
class ReadFile final : public Tool
{
public:
    explicit ReadFile(const WorkspaceLimits &limits = {})
        : m_limits(limits)
    {
    }

    ToolSpec spec() const override;
    Result<QJsonObject> normalized(const QJsonObject &arguments) const override;
    std::unique_ptr<ToolRun> start(const QJsonObject &arguments, const ToolContext &context) override;
    QString title(const QJsonObject &arguments) const override;

private:
    WorkspaceLimits m_limits;
};

} // namespace core
