// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/servingcard.h"

#include "ui/widgets/label.h"
#include "ui/widgets/linechart.h"
#include "ui/widgets/pill.h"

#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

namespace ui {

namespace {

QString figuresOf(const Serving &serving)
{
    const QLocale locale;
    if (!serving.on)
        return serving.problem;
    if (!serving.p99)
        return ServingCard::tr("no requests in the last minute");
    const int digits = serving.requestsPerSecond < 10 ? 1 : 0;
    return ServingCard::tr("%1 req/s · p99 %2 ms")
        .arg(locale.toString(serving.requestsPerSecond, 'f', digits), locale.toString(*serving.p99, 'f', 1));
}

} // namespace

ServingCard::ServingCard(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(11, 9, 11, 9);
    column->setSpacing(2);
    m_state = new Pill(theme, {}, Ground::Bare);
    m_address = new Label(theme, Type::Mono, Ink::Muted);
    m_address->setOverflow(Overflow::Elide);
    m_rates = new LineChart(theme, tr("Requests a second"), ChartForm::Spark);
    m_figures = new Label(theme, Type::Secondary, Ink::Muted);
    m_figures->setOverflow(Overflow::Elide);
    column->addWidget(m_state);
    column->addWidget(m_address);
    column->addWidget(m_rates);
    column->addWidget(m_figures);
    connect(&theme, &Theme::changed, this, [this] { update(); });
    setServing({.problem = tr("starting")});
}

void ServingCard::setServing(const Serving &serving)
{
    m_state->setLook(serving.on ? Look{Tone::Green, tr("Serving")} : Look{Tone::Neutral, tr("Not serving")});
    m_address->setText(serving.address);
    m_address->setVisible(!serving.address.isEmpty());
    m_rates->setSeries({{.name = tr("Requests a second"), .values = serving.rates}});
    m_rates->setVisible(serving.on && !m_rates->isEmpty());
    m_figures->setText(figuresOf(serving));
    setAccessibleName(tr("%1, %2, %3").arg(m_state->look().text, serving.address, m_figures->text()));
}

void ServingCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.tokens().line, 1));
    painter.setBrush(m_theme.tokens().surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::cardRadius,
                            size::cardRadius);
}

} // namespace ui
