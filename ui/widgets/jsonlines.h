// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QList>
#include <QString>

namespace ui {

enum class LineKind { Same, Added, Removed };

struct JsonLine
{
    LineKind kind = LineKind::Same;
    QString text = {};

    friend bool operator==(const JsonLine &, const JsonLine &) = default;
};

// A value as lines of JSON with an indent of two.
QStringList jsonLines(const QJsonValue &value);

// The lines of both values, the common ones once: what was taken away stands before what was put there.
// Pure. Beyond a few thousand lines the middle is shown as replaced as a whole.
QList<JsonLine> jsonDifference(const QJsonValue &before, const QJsonValue &after);

// The same for two texts.
QList<JsonLine> lineDifference(const QString &before, const QString &after);

} // namespace ui
