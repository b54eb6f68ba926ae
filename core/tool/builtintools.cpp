// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/builtintools.h"

#include "core/tool/calculator.h"
#include "core/tool/httpfetch.h"
#include "core/tool/knowledgesearch.h"
#include "core/tool/listfiles.h"
#include "core/tool/readfile.h"
#include "core/tool/remember.h"
#include "core/tool/toolregistry.h"
#include "core/tool/writefile.h"

namespace core {

AddressRules addressRules(const ToolOptions &options)
{
    if (!options.fetchPrivate)
        return {};
    return {.networks = {{QHostAddress(QHostAddress::AnyIPv4), 0}, {QHostAddress(QHostAddress::AnyIPv6), 0}},
            .ports = {}};
}

Result<void> addBuiltinTools(ToolRegistry &registry, KnowledgeService &knowledge, Resolver &resolver,
                             const ToolOptions &options)
{
    TRY(registry.add(std::make_unique<Calculator>()));
    TRY(registry.add(
        std::make_unique<HttpFetch>(resolver, FetchOptions{.addresses = addressRules(options)})));
    TRY(registry.add(std::make_unique<KnowledgeSearch>(knowledge)));
    TRY(registry.add(std::make_unique<ListFiles>()));
    TRY(registry.add(std::make_unique<ReadFile>()));
    TRY(registry.add(std::make_unique<Remember>(knowledge)));
    TRY(registry.add(std::make_unique<WriteFile>()));
    return {};
}

} // namespace core
