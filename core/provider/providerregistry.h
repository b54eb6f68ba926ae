// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/provider.h"
#include "core/provider/providersettings.h"

#include <map>

namespace core {

// Every provider that may be called, by name. Owned by the core; backend thread. A provider that was not
// added is never called, and none stands in for another: a request for one that is missing is an error that
// says so.
class ProviderRegistry
{
public:
    explicit ProviderRegistry(QString defaultName = QStringLiteral("builtin"));
    ~ProviderRegistry();

    // Takes the place of a provider of the same name. Calls that are under way go on.
    void add(std::unique_ptr<Provider> provider);
    bool remove(const QString &name);

    // The provider that the settings describe, or why there can be none, as configure() says it.
    static Result<std::unique_ptr<Provider>> make(const ProviderSettings &settings);

    // Checks the settings and adds the provider that they describe. Fails with a field of the settings: name,
    // kind, base_url or key. "builtin" cannot be configured, so that no service can take its name.
    Result<void> configure(const ProviderSettings &settings);

    QStringList names() const;

    // The provider of that name, or the default one for an empty name. The pointer holds until the provider
    // is removed or replaced; ask again for each call.
    Result<Provider *> find(const QString &name) const;

    QString defaultName() const { return m_defaultName; }
    Result<void> setDefault(const QString &name);

private:
    Error missing(const QString &name) const;

    QString m_defaultName;
    std::map<QString, std::unique_ptr<Provider>> m_providers;
};

} // namespace core
