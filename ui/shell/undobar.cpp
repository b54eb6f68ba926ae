// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/undobar.h"

#include "ui/shell/actions.h"
#include "ui/widgets/label.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

namespace ui {

UndoBar::UndoBar(const Theme &theme, QWidget *window)
    : QWidget(window)
    , m_theme(theme)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::large, space::small, space::small, space::small);
    row->setSpacing(space::large);
    m_text = new Label(theme, Type::Medium);
    m_button = actionButton(theme, ActionId::Undo);
    row->addWidget(m_text);
    row->addWidget(m_button);
    window->installEventFilter(this);
    connect(m_button, &Button::clicked, this, &UndoBar::undoRequested);
    connect(&theme, &Theme::changed, this, [this] { update(); });
    hide();
}

void UndoBar::offer(const QString &what)
{
    m_text->setText(what);
    setAccessibleName(tr("%1. It can be undone").arg(what));
    show();
    raise();
    place();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void UndoBar::place()
{
    adjustSize();
    move((parentWidget()->width() - width()) / 2,
         parentWidget()->height() - height() - size::statusBar - space::large);
}

bool UndoBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    return QWidget::eventFilter(watched, event);
}

void UndoBar::paintEvent(QPaintEvent *)
{
    const Tokens &t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.accent.mark, 1));
    painter.setBrush(t.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::cardRadius,
                            size::cardRadius);
}

} // namespace ui
