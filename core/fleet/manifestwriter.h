// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/manifest.h"

#include <QByteArray>
#include <QJsonObject>

namespace core {

// What readManifest() reads back to an equal value. Fields that have their default are left out, but for the
// three of the resource policy that people ask about.
QJsonObject toJson(const Manifest &manifest);
QJsonObject toJson(const AgentSpec &agent);

// The manifest as an editor shows it, with its fields in the order of the reference.
QByteArray toYaml(const Manifest &manifest);

} // namespace core
