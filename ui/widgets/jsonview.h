// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"
#include "ui/widgets/jsonlines.h"

#include <QPlainTextEdit>

namespace ui {

// JSON or other code to read and copy, in mono, as high as its lines, wrapped (at most `mostLines`, then it
// scrolls). A difference marks the lines that were taken away and put there, by a sign and by colour.
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

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void mark();
    void markHidden(QList<QTextEdit::ExtraSelection> &marks);
    void measure();
    int heightOf(int lines) const;

    const Theme &m_theme;
    QList<JsonLine> m_lines;
    int m_mostLines = 24;
    int m_needed = 1;        // lines, as they are wrapped
    double m_lineHeight = 0; // as the text is laid
};

} // namespace ui
