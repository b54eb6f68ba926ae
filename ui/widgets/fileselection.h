// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/filerows.h"

#include <compare>
#include <utility>

namespace ui {

enum class FileSide { Before, After };

// A place in the text of one side: the row, and the character in it.
struct FilePlace
{
    qsizetype row = 0;
    qsizetype offset = 0;

    auto operator<=>(const FilePlace &) const = default;
};

// What a person chose of a file that is shown in rows: from one place to another, on one side. A value.
class FileSelection
{
public:
    void start(FileSide side, const FilePlace &at);
    void extend(const FilePlace &to) { m_to = to; }
    void clear() { m_to = m_from; }
    void choose(FileSide side, const FilePlace &from, const FilePlace &to);

    bool isEmpty() const { return m_from == m_to; }
    FileSide side() const { return m_side; }
    // The part of this row that is chosen, of `length` characters; nothing where both are the same.
    std::pair<qsizetype, qsizetype> partOf(FileSide side, qsizetype row, qsizetype length) const;
    // The chosen text: whole lines as they are in the two files, parts of lines as they are shown.
    QString text(const QList<FileRow> &rows, const QString &before, const QString &after) const;

private:
    FileSide m_side = FileSide::After;
    FilePlace m_from;
    FilePlace m_to;
};

const FileLine &lineOn(FileSide side, const FileRow &row);

} // namespace ui
