// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/tool.h"

namespace core {

// Computes. Result: {expression, value, text, summary}.
class Calculator final : public Tool
{
public:
    ToolSpec spec() const override;
    std::unique_ptr<ToolRun> start(const QJsonObject &arguments, const ToolContext &context) override;
    QString title(const QJsonObject &arguments) const override;
};

} // namespace core
