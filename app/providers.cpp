// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/providers.h"

#include "core/provider/anthropicprovider.h"
#include "core/provider/environmentkeysource.h"
#include "core/provider/filekeysource.h"
#include "core/provider/openaiprovider.h"

namespace app {

using namespace Qt::Literals::StringLiterals;
using core::ErrorCode;
using core::Result;

namespace {

const QString openai = u"openai"_s;
const QString anthropic = u"anthropic"_s;

const ProviderOptions &optionsOf(const Options &options, const QString &vendor)
{
    return vendor == openai ? options.openai : options.anthropic;
}

// The vendor's own variable, OPENAI_API_KEY, is meant for the vendor. A server of another name that speaks
// the same protocol gets a key only from what is written for Signalbox.
QProcessEnvironment environmentFor(const QString &vendor, const QString &baseUrl,
                                   QProcessEnvironment environment)
{
    if (!baseUrl.isEmpty())
        environment.remove(vendor.toUpper() + u"_API_KEY"_s);
    return environment;
}

} // namespace

QStringList vendors()
{
    return {openai, anthropic};
}

Result<void> addProvider(core::ProviderRegistry &registry, const Options &options, const QString &vendor,
                         const QString &key)
{
    const ProviderOptions &chosen = optionsOf(options, vendor);
    const core::ProviderSettings settings{
        .name = vendor, .kind = vendor, .baseUrl = chosen.baseUrl, .defaultModel = chosen.model, .key = key};
    if (vendor == openai)
        registry.add(TRY(core::OpenAiProvider::create(settings)));
    else
        registry.add(TRY(core::AnthropicProvider::create(settings)));
    return {};
}

Result<QStringList> addProviders(core::ProviderRegistry &registry, const Options &options,
                                 const QProcessEnvironment &environment)
{
    const core::FileKeySource files(options.keyFolder);
    QStringList withoutKey;
    for (const QString &vendor : vendors()) {
        const QString baseUrl = optionsOf(options, vendor).baseUrl;
        const core::EnvironmentKeySource variables(environmentFor(vendor, baseUrl, environment));
        const Result<QString> key = core::firstKey({&variables, &files}, vendor);
        if (!key && key.error().code != ErrorCode::NotFound)
            return key.error();
        if (key || !baseUrl.isEmpty())
            TRY(addProvider(registry, options, vendor, key ? *key : QString()));
        if (!key)
            withoutKey.append(vendor);
    }
    return withoutKey;
}

} // namespace app
