// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/jsonview.h"

#include "core/base/visibletext.h"
#include "ui/widgets/hiddenmarks.h"

#include <QTextBlock>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int longest = 200'000;      // characters; more would make the window wait
constexpr int mostMeasured = 200;     // lines; what is higher scrolls anyway
constexpr qsizetype mostMarks = 2000; // of lines and characters
constexpr int mostInALine = 500;      // characters, in the widest window
constexpr int leastLines = 3;         // where there is little room

QString signOf(LineKind kind)
{
    if (kind == LineKind::Added)
        return QStringLiteral("+ ");
    return kind == LineKind::Removed ? QStringLiteral("- ") : QStringLiteral("  ");
}

} // namespace

JsonView::JsonView(const Theme &theme, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setCursorWidth(0);
    setFont(Theme::font(Type::Mono));
    setProperty("bare", true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // long lines are wrapped
    document()->setDocumentMargin(0);
    setViewportMargins(space::cardPadding - 9, 4, space::cardPadding - 9, 4);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(&theme, &Theme::changed, this, [this] { mark(); });
}

void JsonView::setValue(const QJsonValue &value)
{
    setText(jsonLines(value).join(QLatin1Char('\n')));
}

void JsonView::setText(const QString &text)
{
    m_lines.clear();
    setPlainText(core::visibleText(text.size() > longest ? QString(text.first(longest) + u'…') : text));
    mark();
    measure();
    updateGeometry();
}

void JsonView::setDifference(const QJsonValue &before, const QJsonValue &after)
{
    setLines(jsonDifference(before, after));
}

void JsonView::setMostLines(int lines)
{
    m_mostLines = lines;
    measure();
    updateGeometry();
}

void JsonView::setLines(const QList<JsonLine> &lines)
{
    QStringList texts;
    qsizetype length = 0;
    for (const JsonLine &line : lines) {
        length += line.text.size();
        if (length > longest)
            break;
        texts << QString(signOf(line.kind) + core::visibleText(line.text));
    }
    m_lines = lines.first(texts.size());
    setPlainText(texts.join(QLatin1Char('\n')));
    mark();
    measure();
    updateGeometry();
}

void JsonView::mark()
{
    QList<QTextEdit::ExtraSelection> marks;
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        if (m_lines[i].kind == LineKind::Same)
            continue;
        const Shade &shade =
            m_theme.tokens().shade(m_lines[i].kind == LineKind::Added ? Tone::Green : Tone::Red);
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(document()->findBlockByNumber(static_cast<int>(i)));
        mark.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        mark.format.setBackground(shade.back);
        mark.format.setForeground(shade.text);
        marks.append(mark);
    }
    markHidden(marks);
    setExtraSelections(marks);
}

// Characters that are written out because they cannot be seen.
void JsonView::markHidden(QList<QTextEdit::ExtraSelection> &marks)
{
    for (QTextBlock block = document()->begin(); block.isValid() && marks.size() < mostMarks;
         block = block.next()) {
        for (const QTextLayout::FormatRange &range : hiddenMarks(block.text(), m_theme.tokens())) {
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(block);
            mark.cursor.setPosition(block.position() + range.start);
            mark.cursor.setPosition(block.position() + range.start + range.length, QTextCursor::KeepAnchor);
            mark.format = range.format;
            marks.append(mark);
        }
    }
}

// A line that is wrapped takes the room of several, so that nobody has to scroll for what a few lines show.
void JsonView::measure()
{
    const int most = std::min(m_mostLines, mostMeasured);
    m_needed = 0;
    for (QTextBlock block = document()->begin(); block.isValid() && m_needed < most; block = block.next()) {
        QTextLayout lines(block.text().left(most * mostInALine), font());
        QTextOption option;
        option.setWrapMode(wordWrapMode());
        lines.setTextOption(option);
        lines.beginLayout();
        for (QTextLine line = lines.createLine(); line.isValid() && m_needed < most;
             line = lines.createLine()) {
            line.setLineWidth(std::max(1, viewport()->width()));
            m_lineHeight = std::max(m_lineHeight, line.height());
            ++m_needed;
        }
        lines.endLayout();
    }
    m_needed = std::max(m_needed, std::min(document()->blockCount(), m_mostLines));
}

void JsonView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    const int before = m_needed;
    measure();
    if (m_needed != before)
        updateGeometry();
}

int JsonView::heightOf(int lines) const
{
    const int margins = viewportMargins().top() + viewportMargins().bottom() + 2 * space::small;
    const double line = std::max(m_lineHeight, static_cast<double>(fontMetrics().lineSpacing()));
    return static_cast<int>(std::ceil(std::max(1, lines) * line)) + margins;
}

QSize JsonView::sizeHint() const
{
    return {320, heightOf(m_needed)};
}

QSize JsonView::minimumSizeHint() const
{
    return {80, heightOf(std::min(m_needed, leastLines))};
}

} // namespace ui
