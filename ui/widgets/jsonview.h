// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"
#include "ui/widgets/jsonlines.h"

#include <QPlainTextEdit>

namespace ui {

// JSON or other code to read and copy, in mono, as high as its lines (at most `mostLines`, then it scrolls).
// A difference marks the lines that were taken away and put there, by a sign and by colour.
class JsonView final : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit JsonView(const Theme &theme, QWidget *parent = nullptr);

    void setValue(const QJsonValue &value);
    void setText(const QString &text);
    void setDifference(const QJsonValue &before, const QJsonValue &after);
    void setLines(const QList<JsonLine> &lines);
    void setMostLines(int lines);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    void mark();

    const Theme &m_theme;
    QList<JsonLine> m_lines;
    int m_mostLines = 24;
};

} // namespace ui
