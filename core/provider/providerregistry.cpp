// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/providerregistry.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/provider/anthropicprovider.h"
#include "core/provider/environmentkeysource.h"
#include "core/provider/openaiprovider.h"

#include <QHostAddress>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

Result<void> checkSettings(const ProviderSettings &settings)
{
    if (!isIdentifier(settings.name))
        return invalid(u"name"_s,
                       u"The name of a provider has 1 to 128 letters, digits and the characters : _ - ."_s);
    if (settings.name == u"builtin")
        return invalid(
            u"name"_s,
            u"The provider \"builtin\" is part of Signalbox and has no settings. Choose another name."_s);
    if (!settings.key.isEmpty() && !isPlausibleKey(settings.key)) {
        return invalid(
            u"key"_s,
            u"The key of the provider \"%1\" has spaces or characters that a key cannot have."_s.arg(
                settings.name));
    }
    return {};
}

void warnOfOpenKey(const ProviderSettings &settings)
{
    const QUrl url(settings.baseUrl.trimmed());
    const bool isLocal = url.host() == u"localhost" || QHostAddress(url.host()).isLoopback();
    if (!settings.key.isEmpty() && url.scheme() == u"http" && !isLocal)
        qCWarning(logProvider) << "A provider's key is sent without encryption. provider=" << settings.name;
}

} // namespace

ProviderRegistry::ProviderRegistry(QString defaultName)
    : m_defaultName(std::move(defaultName))
{
}
ProviderRegistry::~ProviderRegistry() = default;

void ProviderRegistry::add(std::unique_ptr<Provider> provider)
{
    const QString name = provider->name();
    m_providers.insert_or_assign(name, std::move(provider));
}

bool ProviderRegistry::remove(const QString &name)
{
    return m_providers.erase(name) > 0;
}

Result<std::unique_ptr<Provider>> ProviderRegistry::make(const ProviderSettings &settings)
{
    TRY(checkSettings(settings));
    if (settings.kind == u"openai")
        return std::unique_ptr<Provider>(TRY(OpenAiProvider::create(settings)));
    if (settings.kind == u"anthropic")
        return std::unique_ptr<Provider>(TRY(AnthropicProvider::create(settings)));
    return invalid(u"kind"_s, u"The kind of the provider \"%1\" should be \"openai\" or \"anthropic\"."_s.arg(
                                  settings.name));
}

Result<void> ProviderRegistry::configure(const ProviderSettings &settings)
{
    add(TRY(make(settings)));
    warnOfOpenKey(settings);
    return {};
}

QStringList ProviderRegistry::names() const
{
    QStringList names;
    for (const auto &[name, provider] : m_providers)
        names.append(name);
    return names;
}

Result<Provider *> ProviderRegistry::find(const QString &name) const
{
    const auto found = m_providers.find(name.isEmpty() ? m_defaultName : name);
    if (found == m_providers.end())
        return missing(name.isEmpty() ? m_defaultName : name);
    return found->second.get();
}

Result<void> ProviderRegistry::setDefault(const QString &name)
{
    if (!m_providers.contains(name))
        return missing(name);
    m_defaultName = name;
    return {};
}

Error ProviderRegistry::missing(const QString &name) const
{
    // The name came from outside: what could not be a name is not repeated.
    if (!isIdentifier(name))
        return invalid(u"provider"_s,
                       u"That is not the name of a provider. Configured: %1."_s.arg(names().join(u", ")));
    const QString variable = EnvironmentKeySource::variables(name).constFirst();
    return invalid(
        u"provider"_s,
        u"The provider \"%1\" is not configured. Configure it with its key (%2), or use one of: %3."_s.arg(
            name, variable, names().join(u", ")));
}

} // namespace core
