// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/label.h"

#include "core/base/visibletext.h"
#include "ui/widgets/tiptext.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace ui {

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
    setSizePolicy(overflow == Overflow::Elide ? QSizePolicy::Ignored : QSizePolicy::Preferred,
                  QSizePolicy::Preferred);
    updateGeometry();
}

void Label::setSelectable(bool selectable)
{
    setTextInteractionFlags(selectable ? Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard
                                       : Qt::NoTextInteraction);
}

// Where a text may end in "…", it does not because of a rounded pixel.
QSize Label::sizeHint() const
{
    QSize size = QLabel::sizeHint();
    if (m_overflow == Overflow::Elide) {
        const QMargins margins = contentsMargins();
        size.setWidth(std::max(size.width(), fontMetrics().horizontalAdvance(text()) + 1 + margins.left() +
                                                 margins.right()));
    }
    return size;
}

QSize Label::minimumSizeHint() const
{
    if (m_overflow != Overflow::Elide)
        return QLabel::minimumSizeHint();
    return {fontMetrics().horizontalAdvance(QStringLiteral("…")), fontMetrics().height()};
}

// A text that can be selected is drawn by QLabel, which knows what is selected.
bool Label::setsOwnLines() const
{
    return m_overflow == Overflow::Wrap && !(textInteractionFlags() & Qt::TextSelectableByMouse);
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
    QTextLayout lines(QString(text()).replace(u'\n', QChar::LineSeparator), font());
    const double height = layLines(lines, width - margins.left() - margins.right());
    return static_cast<int>(std::ceil(height)) + margins.top() + margins.bottom();
}

void Label::paintEvent(QPaintEvent *event)
{
    if (setsOwnLines()) {
        QPainter painter(this);
        painter.setPen(palette().color(QPalette::WindowText));
        QTextLayout lines(QString(text()).replace(u'\n', QChar::LineSeparator), font());
        const double height = layLines(lines, contentsRect().width());
        const double spare = std::max(0.0, contentsRect().height() - height);
        const double top = alignment() & Qt::AlignTop ? 0 : alignment() & Qt::AlignBottom ? spare : spare / 2;
        lines.draw(&painter, QPointF(contentsRect().left(), contentsRect().top() + top));
        return;
    }
    if (m_overflow != Overflow::Elide) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width());
    setToolTip(shown == text() ? QString() : tipText(text()));
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(contentsRect(), static_cast<int>(alignment()) | Qt::TextSingleLine, shown);
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
