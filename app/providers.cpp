// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/providers.h"

#include "core/provider/environmentkeysource.h"
#include "core/provider/filekeysource.h"

#include <algorithm>

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

bool isAdded(const core::ProviderService &providers, const QString &name)
{
    const auto added = providers.added();
    return std::ranges::find(added, name, &core::ProviderSettings::name) != added.end();
}

} // namespace

QStringList vendors()
{
    return {openai, anthropic};
}

Result<void> addProvider(core::ProviderService &providers, const Options &options, const QString &name,
                         const QString &key)
{
    if (isAdded(providers, name))
        return providers.setKey(name, key);
    const ProviderOptions &chosen = optionsOf(options, name);
    return providers.configure(
        {.name = name, .kind = name, .baseUrl = chosen.baseUrl, .defaultModel = chosen.model, .key = key});
}

Result<QStringList> addProviders(core::ProviderService &providers, const Options &options,
                                 const QProcessEnvironment &environment)
{
    const core::FileKeySource files(options.keyFolder);
    const auto keyOf = [&](const QString &name, const QString &baseUrl) -> Result<QString> {
        const core::EnvironmentKeySource variables(environmentFor(name, baseUrl, environment));
        Result<QString> key = core::firstKey({&variables, &files}, name);
        if (!key && key.error().code == ErrorCode::NotFound)
            return QString();
        return key;
    };
    QStringList withoutKey;
    for (const QString &vendor : vendors()) {
        const QString baseUrl = optionsOf(options, vendor).baseUrl;
        if (baseUrl.isEmpty() && isAdded(providers, vendor))
            continue; // what a person added, below
        const QString key = TRY(keyOf(vendor, baseUrl));
        if (!key.isEmpty() || !baseUrl.isEmpty())
            TRY(providers.configure({.name = vendor,
                                     .kind = vendor,
                                     .baseUrl = baseUrl,
                                     .defaultModel = optionsOf(options, vendor).model,
                                     .key = key}));
        if (key.isEmpty())
            withoutKey.append(vendor);
    }
    for (const core::ProviderSettings &settings : providers.added()) {
        const QString key = TRY(keyOf(settings.name, settings.baseUrl));
        if (!key.isEmpty())
            TRY(providers.setKey(settings.name, key));
        else if (!withoutKey.contains(settings.name))
            withoutKey.append(settings.name);
    }
    return withoutKey;
}

} // namespace app
