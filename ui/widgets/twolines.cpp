// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/twolines.h"

#include <QFontMetrics>
#include <QTextLayout>

#include <algorithm>

namespace ui {

QStringList twoLines(const QString &text, const QFont &font, int width)
{
    const QFontMetrics metrics(font);
    if (metrics.horizontalAdvance(text) <= width)
        return {text};
    QTextLayout layout(text, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine first = layout.createLine();
    first.setLineWidth(std::max(1, width));
    layout.endLayout();
    const int length = first.textLength();
    return {text.left(length).trimmed(), metrics.elidedText(text.mid(length), Qt::ElideMiddle, width)};
}

} // namespace ui
