// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/keysource.h"

#include <QProcessEnvironment>

namespace core {

// Keys out of environment variables: SIGNALBOX_<NAME>_API_KEY for any provider, and then the own one of
// a vendor, such as OPENAI_API_KEY, but only for the provider of exactly that name: a local server that
// speaks the same protocol must not be handed a vendor's key. A value; any thread.
class EnvironmentKeySource final : public KeySource
{
public:
    explicit EnvironmentKeySource(QProcessEnvironment environment = QProcessEnvironment::systemEnvironment());

    Result<QString> key(const QString &provider) const override;

    // The variables that are asked for a provider, first one first.
    static QStringList variables(const QString &provider);

private:
    QProcessEnvironment m_environment;
};

} // namespace core
