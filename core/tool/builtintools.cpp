// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/builtintools.h"

#include "core/tool/calculator.h"
#include "core/tool/knowledgesearch.h"
#include "core/tool/listfiles.h"
#include "core/tool/readfile.h"
#include "core/tool/remember.h"
#include "core/tool/toolregistry.h"
#include "core/tool/writefile.h"

namespace core {

Result<void> addBuiltinTools(ToolRegistry &registry, KnowledgeService &knowledge, const ToolOptions &)
{
    TRY(registry.add(std::make_unique<Calculator>()));
    TRY(registry.add(std::make_unique<KnowledgeSearch>(knowledge)));
    TRY(registry.add(std::make_unique<ListFiles>()));
    TRY(registry.add(std::make_unique<ReadFile>()));
    TRY(registry.add(std::make_unique<Remember>(knowledge)));
    TRY(registry.add(std::make_unique<WriteFile>()));
    return {};
}

} // namespace core
