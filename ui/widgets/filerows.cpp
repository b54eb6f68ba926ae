// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/filerows.h"

#include "core/base/visibletext.h"

#include <algorithm>

namespace ui {

namespace {

QString shownLine(QString text)
{
    if (text.endsWith(u'\r'))
        text.chop(1);
    return core::visibleText(text.replace(u'\t', QStringLiteral("    ")));
}

// What is between the common beginning and the common end of two lines.
void markDifference(FileLine &before, FileLine &after)
{
    const QString &a = before.text;
    const QString &b = after.text;
    const qsizetype shorter = std::min(a.size(), b.size());
    qsizetype head = 0;
    while (head < shorter && a[head] == b[head])
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    // Two lines that have nothing in common are marked by their colour alone.
    if (head + tail == 0)
        return;
    before.markFrom = after.markFrom = head;
    before.markLength = a.size() - head - tail;
    after.markLength = b.size() - head - tail;
}

// Removed lines beside those that were put in their place.
void pairUp(QList<FileRow> &rows, QList<FileLine> &removed, QList<FileLine> &added)
{
    for (qsizetype i = 0; i < std::max(removed.size(), added.size()); ++i) {
        FileRow row{.before = removed.value(i), .after = added.value(i)};
        if (row.before.number > 0 && row.after.number > 0)
            markDifference(row.before, row.after);
        rows.append(row);
    }
    removed.clear();
    added.clear();
}

int cellsOf(QChar character)
{
    if (character.isLowSurrogate() || character.category() == QChar::Mark_NonSpacing)
        return 0;
    return character.unicode() < 0x1100 ? 1 : 2;
}

} // namespace

QList<FileRow> fileRows(const QString &before, const QString &after)
{
    QList<FileRow> rows;
    QList<FileLine> removed;
    QList<FileLine> added;
    int old = 0;
    int now = 0;
    for (const JsonLine &line : lineDifference(before, after)) {
        const QString text = shownLine(line.text);
        if (line.kind == LineKind::Removed) {
            removed.append({.number = ++old, .text = text, .kind = line.kind});
        } else if (line.kind == LineKind::Added) {
            added.append({.number = ++now, .text = text, .kind = line.kind});
        } else {
            pairUp(rows, removed, added);
            rows.append(
                {.before = {.number = ++old, .text = text}, .after = {.number = ++now, .text = text}});
        }
    }
    pairUp(rows, removed, added);
    return rows;
}

QList<FileRow> fileRows(const QString &text)
{
    QList<FileRow> rows;
    int number = 0;
    for (const QString &line : text.split(u'\n'))
        rows.append({.after = {.number = ++number, .text = shownLine(line)}});
    return rows;
}

QList<qsizetype> cellBreaks(const QString &text, int cells)
{
    QList<qsizetype> ends;
    qsizetype from = 0;  // of this part
    qsizetype after = 0; // the last space in it
    int used = 0;
    int usedAfter = 0; // since that space
    for (qsizetype i = 0; i < text.size(); ++i) {
        const int wide = cellsOf(text[i]);
        if (used + wide > cells && used > 0) {
            // Between words where one ends near, else within the word.
            const bool isNear = after > from && used - usedAfter > cells / 2;
            from = isNear ? after : i;
            used = isNear ? usedAfter : 0;
            ends.append(from);
        }
        used += wide;
        usedAfter += wide;
        if (text[i] == u' ') {
            after = i + 1;
            usedAfter = 0;
        }
    }
    ends.append(text.size());
    return ends;
}

} // namespace ui
