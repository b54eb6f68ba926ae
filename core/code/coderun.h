// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sandbox/sandboxrun.h"
#include "core/tool/tool.h"

#include <memory>

namespace core {

// What a piece of Python is to do.
struct CodeCall
{
    enum class Does { Check, Call }; // Check loads the code and finds its function, and does not call it

    Does does = Does::Call;
    QString code = {};
    QStringList requirements = {};
    QJsonValue data = {};
};

// One run of an agent's Python in the sandbox. Result: {"result": value, "logs": text}; code that failed is a
// result too: {"error": text, "field": "code", "requirements" or "result", "logs": text}. An Error says that
// the sandbox did not let it run or end. As a run leaves nothing behind, running again is always safe.
class CodeRun final : public ToolRun
{
    Q_OBJECT

public:
    CodeRun(const Sandbox &sandbox, const CodeCall &call, const SandboxLimits &limits = {});

private:
    SandboxRun m_run;
};

} // namespace core
