// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

namespace core {

class KnowledgeService;
class Resolver;
class ToolRegistry;

struct AddressRules;

struct ToolOptions
{
    bool fetchPrivate = false; // http_fetch may reach addresses that are not public
};

// Which addresses tools may reach.
AddressRules addressRules(const ToolOptions &options);

// Puts every tool that Signalbox brings along into the registry. What the tools use must outlive it.
Result<void> addBuiltinTools(ToolRegistry &registry, KnowledgeService &knowledge, Resolver &resolver,
                             const ToolOptions &options);

} // namespace core
