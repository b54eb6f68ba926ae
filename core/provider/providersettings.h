// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QUrl>

namespace core {

// How a person configures a provider. `kind` is the protocol: "openai" for every server that speaks OpenAI's
// chat completions (OpenAI, Ollama, llama.cpp, vLLM), "anthropic" for Anthropic's messages.
struct ProviderSettings
{
    QString name = {}; // what manifests and requests say: "openai", "ollama"
    QString kind = {};
    QString baseUrl = {};      // empty: the vendor's own
    QString defaultModel = {}; // for requests that name none
    QString key = {};          // empty: the server wants none
};

// The base URL of the settings, or the vendor's, without a slash at its end. Refuses what is no plain http or
// https address: a user name, a query or a fragment in it would end up in texts that people see.
Result<QUrl> baseUrlOf(const ProviderSettings &settings, const QString &vendorsUrl);

} // namespace core
