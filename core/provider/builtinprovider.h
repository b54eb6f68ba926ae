// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/provider.h"

namespace core {

// The embedded default provider: no model, no key, no network, and honest about it. Stateless; owned by the
// ProviderRegistry; backend thread.
//
// A plan is made by rule (requestrules): questions to the knowledge base, summaries by extraction,
// arithmetic, pages, files, remembering, and several of these joined by "then" and "and save it as X". Only
// tools that the request offers are planned. An answer is put together from what the tools gave, quoted and
// cited. Without a plan it calls the tools that its plan would have, one a turn. It uses no tokens.
// docs/builtin.md tells the requests in full. A call fails only with NotFound, when a text for a file has
// nothing to say.
class BuiltinProvider final : public Provider
{
public:
    QString name() const override { return QStringLiteral("builtin"); }
    QString defaultModel() const override { return QStringLiteral("extractive-1"); }
    bool plans() const override { return true; }
    std::unique_ptr<ModelCall> start(const ModelRequest &request) override;

    // What start() ends with; without an event loop, so that it can be measured and tested as a function.
    static Result<ModelAnswer> answer(const ModelRequest &request);
};

} // namespace core
