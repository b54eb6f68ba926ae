// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/keyvault.h"

namespace app {

// The keys of providers in the keychain of the desktop (Secret Service, KWallet), under the service
// "signalbox". Owned by the console, UI thread. A locked keychain asks its person first, which may take
// minutes, so nothing here waits: each read() ends in one found() or one missing().
class Keychain final : public ui::KeyVault
{
    Q_OBJECT

public:
    using KeyVault::KeyVault;

    // Whether there is one, looked up on the bus of the session: ends in one looked().
    void look();
    void read(const QString &provider);
    void store(const QString &provider, const QString &key) override;
    void remove(const QString &provider) override;

signals:
    void looked(bool isThere);
    void found(const QString &provider, const QString &key);
    // `why` is empty when there simply is no key.
    void missing(const QString &provider, const QString &why);
};

} // namespace app
