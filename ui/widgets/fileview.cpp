// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/fileview.h"

#include "core/base/visibletext.h"
#include "ui/widgets/hiddenmarks.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollArea>
#include <QTextBoundaryFinder>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr qsizetype mostRows = 20'000; // more would make the window wait
constexpr int lineHeight = 19;
constexpr int headingHeight = 30;
constexpr int numberCells = 5;
constexpr int signCells = 2;
constexpr qsizetype longestSpoken = 4000;

double cellWidth()
{
    return QFontMetricsF(Theme::font(Type::Mono)).horizontalAdvance(QLatin1Char('0'));
}

QChar signFor(LineKind kind)
{
    return kind == LineKind::Added ? u'+' : kind == LineKind::Removed ? u'-' : u' ';
}

// The same rows under each other: what goes stands before what comes.
QList<FileRow> underEachOther(const QList<FileRow> &rows)
{
    QList<FileRow> lines;
    QList<FileRow> added;
    for (const FileRow &row : rows) {
        if (row.after.kind == LineKind::Same && row.after.number > 0) {
            lines += std::exchange(added, {});
            lines.append({.after = row.after});
            continue;
        }
        if (row.before.number > 0)
            lines.append({.after = row.before});
        if (row.after.number > 0)
            added.append({.after = row.after});
    }
    return lines + added;
}

} // namespace

FileView::FileView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    setCursor(Qt::IBeamCursor);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void FileView::setTexts(const std::optional<QString> &before, const QString &after)
{
    if (!m_tops.isEmpty() && before == m_before && after == m_after)
        return;
    m_before = before;
    m_after = after;
    m_compares = before.has_value();
    m_rows = before ? fileRows(*before, after) : fileRows(after);
    m_cut = static_cast<int>(std::max<qsizetype>(0, m_rows.size() - mostRows));
    m_rows.resize(std::min(m_rows.size(), mostRows));
    m_lines = underEachOther(m_rows);
    m_chosen = {};
    count();
    layOut();
}

void FileView::count()
{
    m_added = 0;
    m_removed = 0;
    for (const FileRow &row : std::as_const(m_rows)) {
        m_added += row.after.kind == LineKind::Added ? 1 : 0;
        m_removed += row.before.kind == LineKind::Removed ? 1 : 0;
    }
    setAccessibleName(
        m_compares
            ? tr("The file, with its difference: %1 lines added, %2 removed").arg(m_added).arg(m_removed)
            : tr("The file as it would be written"));
    setAccessibleDescription(core::visibleText(m_after.left(longestSpoken)));
}

QList<FileRow> FileView::rowsFor(int width) const
{
    return m_compares && width >= twoColumns ? m_rows : m_lines;
}

QList<FileView::Column> FileView::columnsFor(int width) const
{
    const int count = m_compares && width >= twoColumns ? 2 : 1;
    const double cell = cellWidth();
    QList<Column> columns;
    for (int i = 0; i < count; ++i) {
        Column column{.left = i * width / count, .width = width / count};
        const double room = column.width - (numberCells + signCells) * cell - space::medium;
        column.cells = std::max(8, static_cast<int>(room / cell));
        columns.append(column);
    }
    return columns;
}

// Where each row begins; the last one is where they end.
QList<int> FileView::topsFor(int width) const
{
    const QList<Column> columns = columnsFor(width);
    const QList<FileRow> rows = rowsFor(width);
    QList<int> tops;
    tops.reserve(rows.size() + 1);
    int y = m_compares && width >= twoColumns ? headingHeight : space::tiny;
    for (const FileRow &row : rows) {
        tops.append(y);
        qsizetype lines = cellBreaks(row.after.text, columns.last().cells).size();
        if (columns.size() > 1)
            lines = std::max(lines, cellBreaks(row.before.text, columns.first().cells).size());
        y += static_cast<int>(lines) * lineHeight;
    }
    tops.append(y);
    return tops;
}

void FileView::layOut()
{
    m_tops = topsFor(width());
    updateGeometry();
    update();
}

int FileView::heightForWidth(int width) const
{
    const QList<int> tops = width == this->width() && !m_tops.isEmpty() ? m_tops : topsFor(width);
    return tops.last() + (m_cut > 0 ? lineHeight : 0) + space::small;
}

QSize FileView::sizeHint() const
{
    return {480, heightForWidth(std::max(width(), 320))};
}

QSize FileView::minimumSizeHint() const
{
    return {280, 3 * lineHeight};
}

void FileView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() == event->oldSize().width())
        return;
    const bool wasTwo = m_compares && event->oldSize().width() >= twoColumns;
    if (wasTwo != isSideBySide())
        m_chosen = {}; // the rows are others
    layOut();
}

void FileView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        QApplication::clipboard()->setText(copyText());
    else if (event->matches(QKeySequence::SelectAll))
        selectAll();
    else
        QWidget::keyPressEvent(event);
}

QString FileView::copyText() const
{
    if (m_chosen.isEmpty())
        return m_after;
    return m_chosen.text(rowsFor(width()), m_before.value_or(QString()), m_after);
}

void FileView::selectAll()
{
    const QList<FileRow> rows = rowsFor(width());
    if (!rows.isEmpty())
        m_chosen.choose(FileSide::After, {}, {rows.size() - 1, rows.last().after.text.size()});
    update();
}

FileSide FileView::sideAt(const QPoint &at) const
{
    return isSideBySide() && at.x() < columnsFor(width()).last().left ? FileSide::Before : FileSide::After;
}

FilePlace FileView::placeAt(const QPoint &at, FileSide side) const
{
    const QList<FileRow> rows = rowsFor(width());
    if (rows.isEmpty())
        return {};
    const auto below = std::upper_bound(m_tops.begin(), m_tops.end(), at.y()) - m_tops.begin() - 1;
    const qsizetype row = std::clamp<qsizetype>(below, 0, rows.size() - 1);
    const FileLine &line = lineOn(side, rows[row]);
    if (at.y() >= m_tops.last())
        return {row, line.text.size()};
    const QList<Column> columns = columnsFor(width());
    const Column &column = side == FileSide::Before ? columns.first() : columns.last();
    const QList<qsizetype> ends = cellBreaks(line.text, column.cells);
    const qsizetype part = std::clamp<qsizetype>((at.y() - m_tops[row]) / lineHeight, 0,
                                                 std::max<qsizetype>(0, ends.size() - 1));
    const qsizetype from = part == 0 ? 0 : ends[part - 1];
    QTextLayout layout(line.text.sliced(from, ends.value(part, line.text.size()) - from),
                       Theme::font(Type::Mono));
    layLine(layout);
    const double left = column.left + (numberCells + signCells) * cellWidth();
    return {row, from + layout.lineAt(0).xToCursor(at.x() - left)};
}

void FileView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    setFocus(Qt::MouseFocusReason);
    const FileSide side = sideAt(event->pos());
    const FilePlace at = placeAt(event->pos(), side);
    if (event->modifiers().testFlag(Qt::ShiftModifier) && side == m_chosen.side())
        m_chosen.extend(at);
    else
        m_chosen.start(side, at);
    update();
}

// Whoever drags beyond what is in view is shown more.
void FileView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    m_chosen.extend(placeAt(event->pos(), m_chosen.side()));
    for (QWidget *at = parentWidget(); at; at = at->parentWidget()) {
        if (auto *scroll = qobject_cast<QScrollArea *>(at)) {
            const QPoint seen = mapTo(scroll->widget(), event->pos());
            scroll->ensureVisible(seen.x(), seen.y(), 0, lineHeight);
            break;
        }
    }
    update();
}

void FileView::mouseReleaseEvent(QMouseEvent *event)
{
    QClipboard *clipboard = QApplication::clipboard();
    if (event->button() == Qt::LeftButton && !m_chosen.isEmpty() && clipboard->supportsSelection())
        clipboard->setText(copyText(), QClipboard::Selection);
}

void FileView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const FileSide side = sideAt(event->pos());
    const FilePlace at = placeAt(event->pos(), side);
    const QList<FileRow> rows = rowsFor(width());
    if (rows.isEmpty())
        return;
    QTextBoundaryFinder words(QTextBoundaryFinder::Word, lineOn(side, rows[at.row]).text);
    words.setPosition(at.offset);
    const auto reasons = words.boundaryReasons();
    const bool begins = reasons.testFlag(QTextBoundaryFinder::StartOfItem);
    const bool ends = reasons.testFlag(QTextBoundaryFinder::EndOfItem) && !begins;
    const qsizetype from = begins ? at.offset : words.toPreviousBoundary();
    words.setPosition(at.offset);
    const qsizetype end = ends ? at.offset : words.toNextBoundary();
    if (from >= 0 && end > from)
        m_chosen.choose(side, {at.row, from}, {at.row, end});
    update();
}

void FileView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_chosen.isEmpty() ? tr("Copy what would be written") : tr("Copy"), this,
                    [this] { QApplication::clipboard()->setText(copyText()); });
    menu->addAction(tr("Select all"), this, &FileView::selectAll);
    menu->popup(event->globalPos());
}

void FileView::paintEvent(QPaintEvent *event)
{
    if (m_tops.isEmpty())
        return;
    const Tokens &t = m_theme.tokens();
    QPainter painter(this);
    painter.setFont(Theme::font(Type::Mono));
    const QList<FileRow> rows = rowsFor(width());
    const QList<Column> columns = columnsFor(width());
    const QRect area = event->rect();
    auto first = std::upper_bound(m_tops.begin(), m_tops.end(), area.top()) - m_tops.begin() - 1;
    for (qsizetype i = std::max<qsizetype>(0, first); i < rows.size() && m_tops[i] <= area.bottom(); ++i) {
        const int height = m_tops[i + 1] - m_tops[i];
        if (columns.size() > 1)
            paintLine(painter, columns.first(), {FileSide::Before, i, m_tops[i], height}, rows[i].before);
        paintLine(painter, columns.last(), {FileSide::After, i, m_tops[i], height}, rows[i].after);
    }
    painter.setFont(Theme::font(Type::Secondary));
    if (columns.size() > 1) {
        painter.setPen(t.muted);
        const int rest = headingHeight - 1;
        painter.drawText(QRect(space::cardPadding, 0, width() / 2, rest), Qt::AlignVCenter, tr("There now"));
        painter.drawText(QRect(columns[1].left + space::cardPadding, 0, width() / 2, rest), Qt::AlignVCenter,
                         tr("To be written"));
        painter.fillRect(0, rest, width(), 1, t.line);
        painter.fillRect(columns[1].left, 0, 1, height(), t.line);
    }
    if (m_cut > 0) {
        painter.setPen(t.amber.text);
        painter.drawText(QRect(space::cardPadding, m_tops.last(), width(), lineHeight), Qt::AlignVCenter,
                         tr("%1 more lines are not shown here. Edit shows the whole text.").arg(m_cut));
    }
}

void FileView::paintLine(QPainter &painter, const Column &column, const Place &place,
                         const FileLine &line) const
{
    const Tokens &t = m_theme.tokens();
    const int top = place.top;
    const QRect area(column.left, top, column.width, place.height);
    if (line.number == 0)
        return paintNothing(painter, area);
    const bool changes = line.kind != LineKind::Same;
    const Shade &shade = t.shade(line.kind == LineKind::Added ? Tone::Green : Tone::Red);
    if (changes)
        painter.fillRect(area, shade.back);
    const double cell = cellWidth();
    painter.setPen(changes ? shade.text : t.muted);
    painter.drawText(QRectF(area.left(), top, (numberCells - 0.5) * cell, lineHeight),
                     Qt::AlignRight | Qt::AlignVCenter, QString::number(line.number));
    painter.drawText(QRectF(area.left() + numberCells * cell, top, 2 * cell, lineHeight), Qt::AlignVCenter,
                     signFor(line.kind));
    painter.setPen(t.text);
    paintText(painter, column, place, line);
}

void FileView::layLine(QTextLayout &layout) const
{
    QTextOption option;
    option.setTextDirection(Qt::LeftToRight);
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
}

void FileView::paintText(QPainter &painter, const Column &column, const Place &place,
                         const FileLine &line) const
{
    int top = place.top;
    const auto [chosenFrom, chosenEnd] = m_chosen.partOf(place.side, place.row, line.text.size());
    const double left = column.left + (numberCells + signCells) * cellWidth();
    const Shade &shade = m_theme.tokens().shade(line.kind == LineKind::Added ? Tone::Green : Tone::Red);
    qsizetype from = 0;
    for (const qsizetype end : cellBreaks(line.text, column.cells)) {
        const qsizetype markFrom = std::max(from, line.markFrom);
        const qsizetype markEnd = std::min(end, line.markFrom + line.markLength);
        QTextLayout layout(line.text.sliced(from, end - from), painter.font());
        QList<QTextLayout::FormatRange> marks;
        if (markFrom < markEnd) {
            QTextLayout::FormatRange mark;
            mark.start = static_cast<int>(markFrom - from);
            mark.length = static_cast<int>(markEnd - markFrom);
            mark.format.setForeground(shade.text);
            mark.format.setFontWeight(QFont::Bold);
            mark.format.setFontUnderline(line.kind == LineKind::Added);
            mark.format.setFontStrikeOut(line.kind == LineKind::Removed);
            marks.append(mark);
        }
        layout.setFormats(marks + hiddenMarks(layout.text(), m_theme.tokens()));
        layLine(layout);
        QList<QTextLayout::FormatRange> chosen;
        if (std::max(from, chosenFrom) < std::min(end, chosenEnd)) {
            QTextLayout::FormatRange range;
            range.start = static_cast<int>(std::max(from, chosenFrom) - from);
            range.length = static_cast<int>(std::min(end, chosenEnd) - from) - range.start;
            range.format.setBackground(palette().highlight());
            range.format.setForeground(palette().highlightedText());
            chosen.append(range);
        }
        layout.draw(&painter, QPointF(left, top + (lineHeight - painter.fontMetrics().height()) / 2.0),
                    chosen);
        top += lineHeight;
        from = end;
    }
}

// There is no such line on this side.
void FileView::paintNothing(QPainter &painter, const QRect &area) const
{
    painter.fillRect(area, QBrush(m_theme.tokens().line, Qt::BDiagPattern));
}

} // namespace ui
