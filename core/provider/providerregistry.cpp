// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/providerregistry.h"

#include "core/base/text.h"
#include "core/provider/environmentkeysource.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

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
