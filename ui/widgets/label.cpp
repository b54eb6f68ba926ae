// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/label.h"

#include "core/base/visibletext.h"
#include "ui/widgets/tiptext.h"

#include <QMouseEvent>
#include <QPainter>
#include <QTextBoundaryFinder>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {
constexpr int widestWord = 120; // what is longer goes on in the next line
}

Label::Label(const Theme &theme, Type type, Ink ink, QWidget *parent)
    : QLabel(parent)
    , m_theme(theme)
    , m_ink(ink)
{
    setFont(Theme::font(type));
    setTextFormat(Qt::PlainText);
    connect(&theme, &Theme::changed, this, [this] { colour(); });
    colour();
}

Label::Label(const Theme &theme, const QString &text, Type type, Ink ink, QWidget *parent)
    : Label(theme, type, ink, parent)
{
    setText(text);
}

void Label::setText(const QString &text)
{
    QLabel::setText(core::visibleText(text));
}

void Label::setInk(Ink ink)
{
    m_ink = ink;
    colour();
}

void Label::setOverflow(Overflow overflow)
{
    m_overflow = overflow;
    setWordWrap(overflow == Overflow::Wrap);
    setSizePolicy(isElided() ? QSizePolicy::Ignored : QSizePolicy::Preferred, QSizePolicy::Preferred);
    updateGeometry();
}

void Label::setSelectable(bool selectable)
{
    setTextInteractionFlags(selectable ? Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard
                                       : Qt::NoTextInteraction);
}

QString Label::shownWithin(int width) const
{
    const Qt::TextElideMode mode = m_overflow == Overflow::ElideMiddle ? Qt::ElideMiddle : Qt::ElideRight;
    return fontMetrics().elidedText(text(), mode, width);
}

// Where a text may end in "…", it does not because of a rounded pixel.
QSize Label::sizeHint() const
{
    QSize size = QLabel::sizeHint();
    if (isElided()) {
        const QMargins margins = contentsMargins();
        size.setWidth(std::max(size.width(), fontMetrics().horizontalAdvance(text()) + 1 + margins.left() +
                                                 margins.right()));
    }
    return size;
}

QSize Label::minimumSizeHint() const
{
    if (m_overflow == Overflow::Grow)
        return QLabel::minimumSizeHint();
    if (isElided())
        return {fontMetrics().horizontalAdvance(QStringLiteral("…")), fontMetrics().height()};
    // QLabel asks for room for its longest word.
    const QSize size = QLabel::minimumSizeHint();
    return {std::min(size.width(), widestWord), size.height()};
}

bool Label::isElided() const
{
    return m_overflow == Overflow::Elide || m_overflow == Overflow::ElideMiddle;
}

bool Label::setsOwnLines() const
{
    return m_overflow == Overflow::Wrap;
}

QString Label::shownText() const
{
    return text().replace(u'\n', QChar::LineSeparator);
}

double Label::layLines(QTextLayout &lines, int width) const
{
    const double step = std::round(font().pixelSize() * 1.54);
    const double lead = (step - fontMetrics().height()) / 2.0;
    QTextOption option(alignment() & Qt::AlignHorizontal_Mask);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    lines.setTextOption(option);
    lines.beginLayout();
    double y = 0;
    for (QTextLine line = lines.createLine(); line.isValid(); line = lines.createLine()) {
        line.setLineWidth(std::max(1, width));
        line.setPosition({0, y + lead});
        y += step;
    }
    lines.endLayout();
    return y;
}

int Label::heightForWidth(int width) const
{
    if (!setsOwnLines() || text().isEmpty())
        return QLabel::heightForWidth(width);
    const QMargins margins = contentsMargins();
    QTextLayout lines(shownText(), font());
    const double height = layLines(lines, width - margins.left() - margins.right());
    return static_cast<int>(std::ceil(height)) + margins.top() + margins.bottom();
}

void Label::paintEvent(QPaintEvent *event)
{
    if (setsOwnLines()) {
        QPainter painter(this);
        painter.setPen(palette().color(QPalette::WindowText));
        QTextLayout lines(shownText(), font());
        const double height = layLines(lines, contentsRect().width());
        QList<QTextLayout::FormatRange> chosen;
        if (hasSelectedText()) {
            QTextLayout::FormatRange range;
            range.start = selectionStart();
            range.length = static_cast<int>(selectedText().size());
            range.format.setBackground(palette().highlight());
            range.format.setForeground(palette().highlightedText());
            chosen.append(range);
        }
        lines.draw(&painter, originOf(height), chosen);
        return;
    }
    if (!isElided()) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    const QString shown = shownWithin(contentsRect().width());
    setToolTip(shown == text() ? QString() : tipText(text()));
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(contentsRect(), static_cast<int>(alignment()) | Qt::TextSingleLine, shown);
}

QPointF Label::originOf(double height) const
{
    const double spare = std::max(0.0, contentsRect().height() - height);
    const double top = alignment() & Qt::AlignTop ? 0 : alignment() & Qt::AlignBottom ? spare : spare / 2;
    return {static_cast<double>(contentsRect().left()), contentsRect().top() + top};
}

int Label::offsetAt(const QPoint &at) const
{
    QTextLayout lines(shownText(), font());
    const QPointF inside = at - originOf(layLines(lines, contentsRect().width()));
    for (int i = 0; i < lines.lineCount(); ++i) {
        const QTextLine line = lines.lineAt(i);
        const bool isLast = i + 1 == lines.lineCount();
        if (isLast || inside.y() < lines.lineAt(i + 1).y())
            return line.xToCursor(inside.x());
    }
    return 0;
}

// QLabel keeps what is chosen, and copies it, but its lines would be others.
bool Label::isChosenByMouse(const QMouseEvent &event) const
{
    return setsOwnLines() && textInteractionFlags().testFlag(Qt::TextSelectableByMouse) &&
           (event.button() == Qt::LeftButton || event.buttons() == Qt::LeftButton);
}

void Label::mousePressEvent(QMouseEvent *event)
{
    if (!isChosenByMouse(*event))
        return QLabel::mousePressEvent(event);
    setFocus(Qt::MouseFocusReason);
    m_anchor = offsetAt(event->pos());
    setSelection(m_anchor, 0);
    update();
}

void Label::mouseMoveEvent(QMouseEvent *event)
{
    if (!isChosenByMouse(*event))
        return QLabel::mouseMoveEvent(event);
    const int now = offsetAt(event->pos());
    setSelection(std::min(m_anchor, now), std::abs(now - m_anchor));
    update();
}

void Label::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (!isChosenByMouse(*event))
        return QLabel::mouseDoubleClickEvent(event);
    QTextBoundaryFinder words(QTextBoundaryFinder::Word, text());
    words.setPosition(offsetAt(event->pos()));
    const qsizetype from = words.isAtBoundary() ? words.position() : words.toPreviousBoundary();
    const qsizetype end = words.toNextBoundary();
    if (from >= 0 && end > from)
        setSelection(static_cast<int>(from), static_cast<int>(end - from));
    update();
}

void Label::colour()
{
    const Tokens &t = m_theme.tokens();
    QColor ink = t.text;
    switch (m_ink) {
    case Ink::Text:
        break;
    case Ink::Muted:
        ink = t.muted;
        break;
    case Ink::Accent:
        ink = t.accent.text;
        break;
    case Ink::Green:
        ink = t.green.text;
        break;
    case Ink::Amber:
        ink = t.amber.text;
        break;
    case Ink::Red:
        ink = t.red.text;
        break;
    }
    QPalette own = palette();
    own.setColor(QPalette::WindowText, ink);
    own.setColor(QPalette::Text, ink);
    setPalette(own);
}

} // namespace ui
