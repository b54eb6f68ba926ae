// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/keyfigure.h"

#include <QFocusEvent>
#include <QPainter>

namespace ui {

namespace {
constexpr int figureHeight = 100;
} // namespace

KeyFigure::KeyFigure(const Theme &theme, const QString &label, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_figure(QStringLiteral("–"))
{
    setText(label);
    setFocusPolicy(Qt::NoFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { update(); });
    describe();
}

void KeyFigure::setFigure(const QString &figure, const QString &note)
{
    m_figure = figure.isEmpty() ? QStringLiteral("–") : figure;
    m_note = note;
    describe();
    update();
}

void KeyFigure::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void KeyFigure::setLeads(bool leads)
{
    m_leads = leads;
    setFocusPolicy(leads ? Qt::TabFocus : Qt::NoFocus);
    setCursor(leads ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void KeyFigure::describe()
{
    const QString name = m_note.isEmpty() ? tr("%1: %2").arg(text(), m_figure)
                                          : tr("%1: %2, %3").arg(text(), m_figure, m_note);
    setAccessibleName(name);
}

QSize KeyFigure::sizeHint() const
{
    return {160, figureHeight};
}

QSize KeyFigure::minimumSizeHint() const
{
    return {104, figureHeight};
}

void KeyFigure::focusInEvent(QFocusEvent *event)
{
    m_ring = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QAbstractButton::focusInEvent(event);
}

void KeyFigure::paintEvent(QPaintEvent *)
{
    const Tokens &t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool ring = m_ring && hasFocus();
    const bool lit = m_leads && (underMouse() || ring);
    painter.setPen(QPen(ring ? t.accent.mark : t.line, 1));
    painter.setBrush(lit ? t.raised : t.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::cardRadius,
                            size::cardRadius);
    const int width = this->width() - 2 * space::cardPadding;
    const auto line = [&](int top, int high, Type type, const QColor &colour, const QString &words) {
        painter.setFont(Theme::font(type));
        painter.setPen(colour);
        painter.drawText(QRect(space::cardPadding, top, width, high), Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(words, Qt::ElideRight, width));
    };
    line(12, 20, Type::Secondary, t.muted, text());
    line(32, 36, Type::Figure, m_tone == Tone::Neutral ? t.text : t.shade(m_tone).text, m_figure);
    line(68, 20, Type::Secondary, t.muted, m_note);
}

} // namespace ui
