// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"
#include "core/provider/providerservice.h"

#include <QProcessEnvironment>

namespace app {

// Adds every vendor that is configured: one with a base URL of its own, or with a key in the environment or
// in the folder of keys; and finds the keys of what people added. Returns the names that have no key yet.
// Fails when a key must not be used, and says what to do.
core::Result<QStringList> addProviders(core::ProviderService &providers, const Options &options,
                                       const QProcessEnvironment &environment);

// Adds one vendor with this key, in place of what it was before, or gives the key to what a person added
// under that name.
core::Result<void> addProvider(core::ProviderService &providers, const Options &options, const QString &name,
                               const QString &key);

} // namespace app
