// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/fileselection.h"

#include <QStringList>

#include <algorithm>

namespace ui {

const FileLine &lineOn(FileSide side, const FileRow &row)
{
    return side == FileSide::Before ? row.before : row.after;
}

void FileSelection::start(FileSide side, const FilePlace &at)
{
    choose(side, at, at);
}

void FileSelection::choose(FileSide side, const FilePlace &from, const FilePlace &to)
{
    m_side = side;
    m_from = from;
    m_to = to;
}

std::pair<qsizetype, qsizetype> FileSelection::partOf(FileSide side, qsizetype row, qsizetype length) const
{
    const auto [first, last] = std::minmax(m_from, m_to);
    if (side != m_side || isEmpty() || row < first.row || row > last.row)
        return {0, 0};
    return {row == first.row ? std::min(first.offset, length) : 0,
            row == last.row ? std::min(last.offset, length) : length};
}

QString FileSelection::text(const QList<FileRow> &rows, const QString &before, const QString &after) const
{
    const QStringList old = before.split(u'\n');
    const QStringList now = after.split(u'\n');
    const auto [first, last] = std::minmax(m_from, m_to);
    QStringList chosen;
    for (qsizetype row = first.row; !isEmpty() && row <= last.row && row < rows.size(); ++row) {
        const FileLine &line = lineOn(m_side, rows[row]);
        if (line.number == 0)
            continue; // there is no such line on this side
        const auto [from, end] = partOf(m_side, row, line.text.size());
        const bool isWhole = from == 0 && end == line.text.size();
        const bool isOld = m_side == FileSide::Before || line.kind == LineKind::Removed;
        chosen.append(isWhole ? (isOld ? old : now).value(line.number - 1)
                              : line.text.sliced(from, end - from));
    }
    return chosen.join(u'\n');
}

} // namespace ui
