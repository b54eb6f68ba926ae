// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"
#include "ui/widgets/fileselection.h"

#include <QWidget>

#include <optional>

class QTextLayout;

namespace ui {

// A file as it would be written, beside the one that is there: in two columns where there is room, else in
// one. Long lines go on below, so that nothing stands where nobody looks. As high as its text; whoever shows
// it scrolls. Its text can be chosen with the mouse, on one side at a time. Ctrl+C copies what is chosen, or
// all that would be written. UI thread.
class FileView final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int twoColumns = 760; // from this width on

    explicit FileView(const Theme &theme, QWidget *parent = nullptr);

    // Without `before` there is nothing to compare with.
    void setTexts(const std::optional<QString> &before, const QString &after);
    int added() const { return m_added; }
    int removed() const { return m_removed; }
    bool isSideBySide() const { return m_compares && width() >= twoColumns; }
    // What Ctrl+C copies.
    QString copyText() const;
    void selectAll();

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    // Where the text of one column stands.
    struct Column
    {
        int left = 0;
        int width = 0;
        int cells = 1; // characters
    };

    void count();
    QList<FileRow> rowsFor(int width) const;
    QList<Column> columnsFor(int width) const;
    QList<int> topsFor(int width) const;
    void layOut();
    // Where a row is drawn, and which one.
    struct Place
    {
        FileSide side = FileSide::After;
        qsizetype row = 0;
        int top = 0;
        int height = 0;
    };
    void paintLine(QPainter &painter, const Column &column, const Place &place, const FileLine &line) const;
    void paintText(QPainter &painter, const Column &column, const Place &place, const FileLine &line) const;
    void layLine(QTextLayout &layout) const;
    FileSide sideAt(const QPoint &at) const;
    FilePlace placeAt(const QPoint &at, FileSide side) const;
    void paintNothing(QPainter &painter, const QRect &area) const;

    const Theme &m_theme;
    std::optional<QString> m_before;
    QString m_after;
    bool m_compares = false;
    QList<FileRow> m_rows;  // side by side
    QList<FileRow> m_lines; // under each other, each in `after`
    int m_added = 0;
    int m_removed = 0;
    FileSelection m_chosen;
    int m_cut = 0;     // lines that are not shown
    QList<int> m_tops; // of the rows at this width, and where they end
};

} // namespace ui
