// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/tool.h"
#include "core/tool/workspace.h"

namespace core {

// Writes a text file of the workspace, whole or not at all. Result: {path, bytes, replaced, text, summary}.
class WriteFile final : public Tool
{
public:
    explicit WriteFile(const WorkspaceLimits &limits = {})
        : m_limits(limits)
    {
    }

    ToolSpec spec() const override;
    Result<QJsonObject> normalized(const QJsonObject &arguments) const override;
    std::unique_ptr<ToolRun> start(const QJsonObject &arguments, const ToolContext &context) override;
    QString title(const QJsonObject &arguments) const override;
    ActionPreview preview(const QJsonObject &arguments, const ToolContext &context) const override;

private:
    WorkspaceLimits m_limits;
};

} // namespace core
