// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/hiddenmarks.h"

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestMark = 12; // "⟨U+10FFFF⟩"

} // namespace

QList<QTextLayout::FormatRange> hiddenMarks(const QString &shown, const Tokens &tokens)
{
    QList<QTextLayout::FormatRange> marks;
    for (qsizetype from = shown.indexOf(u"⟨U+"_s); from >= 0; from = shown.indexOf(u"⟨U+"_s, from + 1)) {
        const qsizetype end = shown.indexOf(u'⟩', from);
        if (end < 0 || end - from > longestMark)
            continue;
        QTextLayout::FormatRange mark;
        mark.start = static_cast<int>(from);
        mark.length = static_cast<int>(end - from + 1);
        mark.format.setForeground(tokens.red.text);
        mark.format.setBackground(tokens.red.back);
        marks.append(mark);
    }
    return marks;
}

} // namespace ui
