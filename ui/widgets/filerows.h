// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/jsonlines.h"

namespace ui {

// One line of a file: its number, and the part of it that differs from the line beside it.
struct FileLine
{
    int number = 0; // 0: there is no line on this side
    QString text = {};
    LineKind kind = LineKind::Same;
    qsizetype markFrom = 0;
    qsizetype markLength = 0;
};

// What stands side by side.
struct FileRow
{
    FileLine before = {};
    FileLine after = {};
};

// The rows of two texts: equal lines beside each other, a changed line beside the one it replaces. Pure. Tabs
// are spaces there, and what cannot be seen is made visible.
QList<FileRow> fileRows(const QString &before, const QString &after);
// Of one text alone.
QList<FileRow> fileRows(const QString &text);

// Where a line of this text ends in a column of `cells` characters of equal width; wide characters take two.
// Between words where it can, else within one.
// At least one end, which is the text's.
QList<qsizetype> cellBreaks(const QString &text, int cells);

} // namespace ui
