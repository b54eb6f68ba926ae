// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace ui {

// A kind of provider as a person chooses it, with what is known of it beforehand.
struct ProviderPreset
{
    QString id = {};
    QString title = {}; // translated
    QString kind = {};  // the protocol
    QString name = {};  // proposed
    QString baseUrl = {};
    QString urlHint = {}; // what an empty address stands for, or an example
    QString modelHint = {};
    bool wantsKey = false;
};

QList<ProviderPreset> providerPresets();
// "OpenAI's protocol", for a kind.
QString protocolText(const QString &kind);

} // namespace ui
