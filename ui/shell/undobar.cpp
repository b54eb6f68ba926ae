// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/undobar.h"

#include "core/base/visibletext.h"
#include "ui/shell/actions.h"
#include "ui/widgets/label.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>

#include <chrono>

namespace ui {

using namespace std::chrono_literals;

namespace {

constexpr int barWidth = 120;
constexpr int barHeight = 4;
constexpr int below = space::small; // between the row and the line of the window's state

} // namespace

UndoBar::UndoBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::cardPadding, 0, 3, below);
    row->setSpacing(space::medium);
    m_text = new Label(theme, Type::Medium);
    m_text->setOverflow(Overflow::ElideMiddle);
    m_text->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred); // it gives way last
    m_rest = new Label(theme, Type::Secondary, Ink::Muted);
    m_rest->setOverflow(Overflow::Elide);
    m_left = new Label(theme, Type::Secondary, Ink::Muted);
    m_bar = new QWidget;
    m_bar->setFixedWidth(barWidth);
    m_button = actionButton(theme, ActionId::Undo);
    row->addWidget(m_text, 3);
    row->addWidget(m_rest, 1);
    row->addWidget(m_left);
    row->addWidget(m_bar);
    row->addWidget(m_button);
    setFixedHeight(size::control + 6 + below);
    m_tick.setInterval(theme.motion() == Motion::Full ? 100ms : 1000ms);
    connect(&m_tick, &QTimer::timeout, this, &UndoBar::showTime);
    connect(&theme, &Theme::changed, this, [this] { update(); });
    refresh();
}

void UndoBar::follow(Decisions &decisions)
{
    m_decisions = &decisions;
    connect(m_button, &Button::clicked, &decisions, &Decisions::undo);
    connect(&decisions, &Decisions::changed, this, &UndoBar::refresh);
    connect(&decisions, &QObject::destroyed, this, [this] { m_decisions = nullptr; });
    refresh();
}

void UndoBar::setKept(bool kept)
{
    m_kept = kept;
    refresh();
}

QString UndoBar::text() const
{
    return m_text->text();
}

QString UndoBar::restText() const
{
    return m_rest->text();
}

void UndoBar::refresh()
{
    const QList<HeldDecision> held = m_decisions ? m_decisions->held() : QList<HeldDecision>();
    if (held.size() > m_count)
        announce(held.last());
    m_count = held.size();
    showHeld(held);
    showTime();
    setVisible(m_kept || !held.isEmpty() || (m_decisions && m_decisions->isLost()));
    update();
}

void UndoBar::announce(const HeldDecision &latest)
{
    setAccessibleName(core::visibleLine(tr("%1. It can be undone").arg(latest.what)));
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void UndoBar::showHeld(const QList<HeldDecision> &held)
{
    const bool any = !held.isEmpty();
    m_text->setVisible(any);
    m_left->setVisible(any);
    m_bar->setVisible(any);
    m_button->setVisible(any);
    if (any) {
        m_text->setText(held.last().what);
        const auto before = static_cast<int>(held.size() - 1);
        m_rest->setText(m_decisions->isLost() ? m_decisions->last()
                        : before == 0         ? QString()
                                              : tr("%n more can be undone", nullptr, before));
        m_tick.start();
        return;
    }
    m_tick.stop();
    const core::milliseconds time = m_decisions ? m_decisions->timeToUndo() : 0ms;
    if (m_decisions && !m_decisions->last().isEmpty())
        m_rest->setText(m_decisions->last());
    else if (time > 0ms)
        m_rest->setText(tr("What you decide can be taken back here for %1 s.").arg(time / 1000ms));
    else
        m_rest->clear();
}

void UndoBar::showTime()
{
    const QList<HeldDecision> held = m_decisions ? m_decisions->held() : QList<HeldDecision>();
    if (held.isEmpty())
        return;
    const HeldDecision &latest = held.last();
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(latest.left).count();
    m_left->setText(tr("not sent yet, %1 s left").arg(seconds));
    m_part = latest.whole.count() > 0
                 ? static_cast<double>(latest.left.count()) / static_cast<double>(latest.whole.count())
                 : 0;
    update(m_bar->geometry());
}

void UndoBar::paintEvent(QPaintEvent *)
{
    if (m_button->isHidden())
        return;
    const Tokens &t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(t.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5 - below), size::cardRadius,
                            size::cardRadius);
    const QRect area = m_bar->geometry();
    const QRectF whole(area.left(), area.center().y() - barHeight / 2, area.width(), barHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.track);
    painter.drawRoundedRect(whole, 2, 2);
    QRectF part = whole;
    part.setWidth(whole.width() * m_part);
    painter.setBrush(t.accent.mark);
    painter.drawRoundedRect(part, 2, 2);
}

} // namespace ui
