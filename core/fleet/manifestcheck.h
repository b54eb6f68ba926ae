// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/manifestreader.h"

namespace core {

// What the reference checks once the fields are read, with its texts and in its order, and what follows from
// it. A field that could not be read has its problem in `reading` already and gets no second one.
Findings checkManifest(const Manifest &manifest, const ManifestRules &rules, const Findings &reading);

// How findings name an agent: "spec.agents[0]", and "agent assistant: " or, without a name, "agent 0: ".
QString agentPath(qsizetype index);
QString agentLabel(const QString &name, qsizetype index);

} // namespace core
