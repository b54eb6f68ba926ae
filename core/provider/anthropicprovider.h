// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/httpmodelcall.h"
#include "core/provider/providersettings.h"

namespace core {

// Anthropic's messages. Owned by the ProviderRegistry; backend thread. Every request has to say how long an
// answer may be; where ours does not, that is 4096 tokens.
class AnthropicProvider final : public Provider
{
public:
    static Result<std::unique_ptr<AnthropicProvider>> create(const ProviderSettings &settings,
                                                             const CallLimits &limits = {});

    QString name() const override { return m_settings.name; }
    QString defaultModel() const override { return m_settings.defaultModel; }
    std::unique_ptr<ModelCall> start(const ModelRequest &request) override;

private:
    AnthropicProvider(ProviderSettings settings, QUrl url, const CallLimits &limits);

    ProviderSettings m_settings;
    QUrl m_url;
    CallLimits m_limits;
    std::shared_ptr<ConnectionPool> m_pool;
};

} // namespace core
