// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/notice.h"

#include "core/base/visibletext.h"
#include "ui/widgets/button.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/label.h"

#include <QAccessible>
#include <QPainter>
#include <QVBoxLayout>

namespace ui {

Notice::Notice(const Theme &theme, Tone tone, NoticeForm form, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_form(form)
    , m_tone(tone)
{
    m_title = new Label(theme, Type::Strong);
    m_text = new Label(theme, Type::Text);
    m_detail = new Label(theme, Type::Mono);
    m_bar = new QWidget;
    const bool row = form == NoticeForm::Row;
    // Below each other where they do not fit beside each other.
    QLayout *buttons = row ? static_cast<QLayout *>(new QHBoxLayout) : new FlowLayout;
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(space::small);
    m_bar->setLayout(buttons);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    auto *box = new QBoxLayout(row ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_column->addLayout(box);
    box->setContentsMargins(space::cardPadding, row ? space::small : 10, space::medium,
                            row ? space::small : space::medium);
    box->setSpacing(row ? space::small : space::tiny);
    m_title->setOverflow(row ? Overflow::ElideMiddle : Overflow::Wrap);
    if (row)
        m_title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred); // it gives way last
    m_text->setOverflow(row ? Overflow::Elide : Overflow::Wrap);
    m_detail->setOverflow(row ? Overflow::Elide : Overflow::Wrap);
    box->addWidget(m_title);
    box->addWidget(m_text, row ? 2 : 0);
    box->addWidget(m_detail, row ? 1 : 0);
    m_box = box;
    if (row) {
        box->addWidget(m_bar);
    } else {
        box->addSpacing(space::tiny);
        box->addWidget(m_bar);
    }
    m_bar->hide();
    setSizePolicy(QSizePolicy::Preferred, row ? QSizePolicy::Fixed : QSizePolicy::Maximum);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void Notice::setTexts(const QString &title, const QString &text, const QString &detail)
{
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    m_box->invalidate(); // a box within a box hears of it only with the next events
    m_column->invalidate();
    setAccessibleName(core::visibleText(title));
    setAccessibleDescription(core::visibleText(text));
    if (m_tone == Tone::Red) {
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

void Notice::setContent(QWidget *content)
{
    if (m_form == NoticeForm::Row) {
        m_column->addWidget(content);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    } else {
        m_box->insertWidget(m_box->indexOf(m_bar) - 1, content); // before the space above the buttons
    }
}

void Notice::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

Button *Notice::addButton(Button *button)
{
    m_bar->layout()->addWidget(button);
    m_bar->show();
    return button;
}

QSize Notice::sizeHint() const
{
    const QSize hint = QWidget::sizeHint();
    return m_column->hasHeightForWidth() ? QSize(hint.width(), m_column->totalHeightForWidth(width())) : hint;
}

void Notice::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        updateGeometry();
}

void Notice::paintEvent(QPaintEvent *)
{
    const Shade &shade = m_theme.tokens().shade(m_tone);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(shade.mark, 1));
    painter.setBrush(shade.back);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::cardRadius,
                            size::cardRadius);
}

} // namespace ui
