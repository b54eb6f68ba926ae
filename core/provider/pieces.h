// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/builtinturn.h"

#include <QStringList>

namespace core {

// What a tool gave, as Markdown for people. Pure.

// Passages as quotations, each with its document and heading, best first: those that have most of the words
// that any has. `found` tells what part of the words the best has, from 0 to 1.
QString quotedPassages(const QJsonObject &result, const QStringList &terms, double &found);

// The documents and headings that the passages are from, each once: "Refund policy › Faulty goods".
QStringList sourcesOf(const QJsonObject &result);

// The text that a tool brought: of passages, a file or a page. Empty for other tools.
QString textOf(const TurnPiece &piece);

// One or more lines that tell what the step did.
QString toldPiece(const TurnPiece &piece);

} // namespace core
