// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/hiddennote.h"

#include "core/base/visibletext.h"
#include "ui/models/translation.h"

#include <QStringList>

#include <algorithm>

namespace ui {

namespace {

constexpr qsizetype mostTold = 3; // lines
constexpr qsizetype around = 60;  // characters on each side of the first that cannot be seen

// The part of a line that matters.
QString excerptOf(const QString &shown)
{
    const qsizetype at = shown.indexOf(QStringLiteral("⟨U+"));
    const qsizetype from = std::max<qsizetype>(0, at - around);
    const qsizetype end = std::min(shown.size(), at + 2 * around);
    QString excerpt = shown.sliced(from, end - from);
    if (from > 0)
        excerpt.prepend(u'…');
    if (end < shown.size())
        excerpt.append(u'…');
    return excerpt;
}

} // namespace

QString hiddenNote(const QString &text)
{
    if (core::visibleText(text) == text)
        return {};
    const QStringList lines = text.split(u'\n');
    QStringList told;
    qsizetype more = 0;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString shown = core::visibleText(lines[i]);
        if (shown == lines[i])
            continue;
        if (told.size() == mostTold)
            ++more;
        else if (lines.size() == 1)
            told.append(tr("Reads in full: %1").arg(excerptOf(shown)));
        else
            told.append(tr("Line %1 reads in full: %2").arg(QString::number(i + 1), excerptOf(shown)));
    }
    if (more > 0)
        told.append(tr("… and %1 more lines").arg(more));
    return told.join(u'\n');
}

} // namespace ui
