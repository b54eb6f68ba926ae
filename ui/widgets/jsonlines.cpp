// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/jsonlines.h"

#include "core/base/numbertext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace ui {

namespace {

constexpr qsizetype mostCells = 4'000'000;

void append(QList<JsonLine> &lines, LineKind kind, const QStringList &texts)
{
    for (const QString &text : texts)
        lines.append({kind, text});
}

// The longest common subsequence, walked from the front.
void appendDifference(QList<JsonLine> &lines, const QStringList &before, const QStringList &after)
{
    const qsizetype rows = before.size();
    const qsizetype columns = after.size();
    if (rows * columns > mostCells) {
        append(lines, LineKind::Removed, before);
        append(lines, LineKind::Added, after);
        return;
    }
    QList<int> common((rows + 1) * (columns + 1), 0);
    const auto at = [&common, columns](qsizetype i, qsizetype j) -> int & {
        return common[i * (columns + 1) + j];
    };
    for (qsizetype i = rows - 1; i >= 0; --i) {
        for (qsizetype j = columns - 1; j >= 0; --j)
            at(i, j) = before[i] == after[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    }
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < rows && j < columns) {
        if (before[i] == after[j]) {
            lines.append({LineKind::Same, after[j]});
            ++i;
            ++j;
        } else if (at(i + 1, j) >= at(i, j + 1)) {
            lines.append({LineKind::Removed, before[i++]});
        } else {
            lines.append({LineKind::Added, after[j++]});
        }
    }
    append(lines, LineKind::Removed, before.sliced(i));
    append(lines, LineKind::Added, after.sliced(j));
}

} // namespace

QList<JsonLine> lineDifference(const QString &before, const QString &after)
{
    const QStringList old = before.split(QLatin1Char('\n'));
    const QStringList now = after.split(QLatin1Char('\n'));
    const qsizetype shorter = std::min(old.size(), now.size());
    qsizetype head = 0;
    while (head < shorter && old[head] == now[head])
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && old[old.size() - 1 - tail] == now[now.size() - 1 - tail])
        ++tail;
    QList<JsonLine> lines;
    append(lines, LineKind::Same, now.first(head));
    appendDifference(lines, old.sliced(head, old.size() - head - tail),
                     now.sliced(head, now.size() - head - tail));
    append(lines, LineKind::Same, now.last(tail));
    return lines;
}

QStringList jsonLines(const QJsonValue &value)
{
    if (value.isDouble())
        return {core::numberText(value)};
    if (value.isUndefined())
        return {};
    const bool whole = value.isObject() || value.isArray();
    // A document is an object or an array; anything else is wrapped in one and taken out again.
    const QJsonDocument document = value.isObject()  ? QJsonDocument(value.toObject())
                                   : value.isArray() ? QJsonDocument(value.toArray())
                                                     : QJsonDocument(QJsonArray{value});
    QStringList lines =
        QString::fromUtf8(document.toJson(QJsonDocument::Indented).trimmed()).split(QLatin1Char('\n'));
    if (!whole)
        lines = lines.mid(1, lines.size() - 2);
    for (QString &line : lines) {
        qsizetype indent = 0;
        while (indent < line.size() && line[indent] == QLatin1Char(' '))
            ++indent;
        line.remove(0, whole ? indent / 2 : indent);
    }
    return lines;
}

QList<JsonLine> jsonDifference(const QJsonValue &before, const QJsonValue &after)
{
    QStringList old = jsonLines(before);
    QStringList now = jsonLines(after);
    // A last entry without its comma is the same entry; it must not read as changed because another follows.
    const auto bare = [](const QString &line) {
        return line.endsWith(QLatin1Char(',')) ? line.chopped(1) : line;
    };
    qsizetype head = 0;
    while (head < old.size() && head < now.size() && old[head] == now[head])
        ++head;
    qsizetype tail = 0;
    while (tail < old.size() - head && tail < now.size() - head &&
           bare(old[old.size() - 1 - tail]) == bare(now[now.size() - 1 - tail]))
        ++tail;
    QList<JsonLine> lines;
    append(lines, LineKind::Same, now.first(head));
    appendDifference(lines, old.sliced(head, old.size() - head - tail),
                     now.sliced(head, now.size() - head - tail));
    append(lines, LineKind::Same, now.last(tail));
    return lines;
}

} // namespace ui
