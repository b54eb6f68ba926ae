// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace ui {

// Where keys of providers are kept: the keychain of the desktop. Owned by the program, which knows it; UI
// thread. A locked keychain asks its person first, which may take minutes, so nothing here waits: each
// store() ends in one stored() or one refused(), with what to do instead.
class KeyVault : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void store(const QString &provider, const QString &key) = 0;
    virtual void remove(const QString &provider) = 0;

signals:
    void stored(const QString &provider);
    void refused(const QString &provider, const QString &why);
};

} // namespace ui
