// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/providers.h"

#include "core/provider/environmentkeysource.h"
#include "core/provider/filekeysource.h"
#include "core/provider/vendors.h"

#include <algorithm>

namespace app {

using namespace Qt::Literals::StringLiterals;
using core::ErrorCode;
using core::Result;

namespace {

const ProviderOptions &optionsOf(const Options &options, const QString &vendor)
{
    if (vendor == "anthropic"_L1)
        return options.anthropic;
    return vendor == "gemini"_L1 ? options.gemini : options.openai;
}

core::ProviderSettings settingsOf(const Options &options, const core::Vendor &vendor, const QString &key)
{
    const ProviderOptions &chosen = optionsOf(options, vendor.name);
    return {.name = vendor.name,
            .kind = vendor.kind,
            .baseUrl = chosen.baseUrl.isEmpty() ? vendor.baseUrl : chosen.baseUrl,
            .defaultModel = chosen.model.isEmpty() ? vendor.defaultModel : chosen.model,
            .key = key};
}

// The vendor's own variable, OPENAI_API_KEY, is meant for the vendor. A server of another name that speaks
// the same protocol gets a key only from what is written for Signalbox.
QProcessEnvironment environmentFor(const QString &vendor, const QString &baseUrl,
                                   QProcessEnvironment environment)
{
    const core::Vendor *known = core::findVendor(vendor);
    if (!baseUrl.isEmpty() && !(known && baseUrl == known->baseUrl))
        environment.remove(vendor.toUpper() + u"_API_KEY"_s);
    return environment;
}

bool isAdded(const core::ProviderService &providers, const QString &name)
{
    const auto added = providers.added();
    return std::ranges::find(added, name, &core::ProviderSettings::name) != added.end();
}

} // namespace

Result<void> addProvider(core::ProviderService &providers, const Options &options, const QString &name,
                         const QString &key)
{
    if (isAdded(providers, name))
        return providers.setKey(name, key);
    const core::Vendor *vendor = core::findVendor(name);
    if (!vendor)
        return core::failure(ErrorCode::NotFound, u"There is no provider \"%1\"."_s.arg(name));
    return providers.configure(settingsOf(options, *vendor, key));
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
    for (const core::Vendor &vendor : core::vendors()) {
        const QString baseUrl = optionsOf(options, vendor.name).baseUrl;
        if (baseUrl.isEmpty() && isAdded(providers, vendor.name))
            continue; // what a person added, below
        const QString key = TRY(keyOf(vendor.name, baseUrl));
        if (!key.isEmpty() || !baseUrl.isEmpty())
            TRY(providers.configure(settingsOf(options, vendor, key)));
        if (key.isEmpty())
            withoutKey.append(vendor.name);
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
