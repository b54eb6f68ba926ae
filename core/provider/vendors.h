// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace core {

// A company whose models can be called with nothing but its key.
struct Vendor
{
    QString name = {};         // what options, manifests, key files and variables say
    QString kind = {};         // its protocol, as in ProviderSettings
    QString baseUrl = {};      // empty: the protocol's own
    QString defaultModel = {}; // empty: the protocol's own
};

// All of them, by name.
const QList<Vendor> &vendors();
QStringList vendorNames();

// The one of this name, or nullptr.
const Vendor *findVendor(const QString &name);

} // namespace core
