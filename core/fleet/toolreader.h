// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fleet/fieldreader.h"
#include "core/fleet/manifest.h"

#include <QJsonArray>

namespace core {

// Reads the tools of an agent: names of builtin tools, or objects with a type. `path` and `label` are those
// of the list, as FieldReader has them.
QList<ToolDeclaration> readTools(const QJsonArray &items, const QString &path, const QString &label,
                                 Findings &findings);

} // namespace core
