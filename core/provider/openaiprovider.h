// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/httpmodelcall.h"
#include "core/provider/providersettings.h"

namespace core {

// Every server that speaks OpenAI's chat completions: OpenAI itself, Ollama, llama.cpp, vLLM and many more.
// Owned by the ProviderRegistry; backend thread. The key is optional. Answers are streamed; a server that
// does not stream is understood too.
class OpenAiProvider final : public Provider
{
public:
    // A base URL without a path gets "/v1".
    static Result<std::unique_ptr<OpenAiProvider>> create(const ProviderSettings &settings,
                                                          const CallLimits &limits = {});

    QString name() const override { return m_settings.name; }
    QString defaultModel() const override { return m_settings.defaultModel; }
    std::unique_ptr<ModelCall> start(const ModelRequest &request) override;

private:
    OpenAiProvider(ProviderSettings settings, QUrl url, const CallLimits &limits);

    QByteArray bodyOf(const ModelRequest &request, const QString &model) const;

    ProviderSettings m_settings;
    QUrl m_url;
    CallLimits m_limits;
    std::shared_ptr<ConnectionPool> m_pool;
};

} // namespace core
