// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/tool.h"
#include "core/tool/workspace.h"

namespace core {

// Lists the files of the workspace. Result: {files: [{path, bytes, changed_at}], text, truncated, summary}.
class ListFiles final : public Tool
{
public:
    explicit ListFiles(const WorkspaceLimits &limits = {})
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
