// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace app {

// The keys of providers in the keychain of the desktop (Secret Service, KWallet), under the service
// "signalbox". Owned by the console, UI thread. A locked keychain asks its person first, which may take
// minutes, so nothing here waits: each read() ends in one found() or one missing(), each store() in one
// stored() or one refused().
class Keychain final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void read(const QString &provider);
    void store(const QString &provider, const QString &key);

signals:
    void found(const QString &provider, const QString &key);
    // `why` is empty when there simply is no key.
    void missing(const QString &provider, const QString &why);
    void stored(const QString &provider);
    void refused(const QString &provider, const QString &why);
};

} // namespace app
