// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace core {

// What a document is called: as its owner says; else as its file, where that is named in words ("Prüfung.md",
// "The refund policy.md"); else after its first heading; else after its file ("refund-policy.md"); else as it
// starts. On one line, and not too long. Pure.
QString documentTitle(const QString &given, const QString &fileName, const QString &heading,
                      const QString &start);

} // namespace core
