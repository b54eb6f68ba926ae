// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/fleet/fieldreader.h"
#include "core/fleet/manifest.h"

#include <QByteArray>
#include <QJsonObject>

namespace core {

// What a manifest may refer to: the providers that there are, those of them that can be called now, and the
// tools that are built in.
struct ManifestRules
{
    QStringList providers = {};
    QStringList configured = {};
    QStringList tools = {};
};

// A manifest as it was read, with everything that is wrong and everything that is odd about it. The first
// problem is the one that a program is told; an editor shows them all. Usable only when isOk().
struct ManifestReading
{
    Manifest manifest = {};
    QList<Finding> problems = {};
    QList<Finding> warnings = {};

    bool isOk() const { return problems.isEmpty(); }
};

// Reads and checks a manifest that came as JSON. Any thread.
ManifestReading readManifest(const QJsonObject &object, const ManifestRules &rules);

// The same for a text: JSON when it begins with '{', otherwise YAML. Findings carry their lines in YAML.
ManifestReading readManifestText(const QByteArray &text, const ManifestRules &rules);

// The manifest, or its first problem as InvalidArgument with `field` naming the place.
Result<Manifest> toResult(const ManifestReading &reading);

// What we stored ourselves: not checked again, so that a provider that is no longer configured loses nothing.
Manifest storedManifest(const QJsonObject &object);
AgentSpec storedAgent(const QJsonObject &object);

} // namespace core
