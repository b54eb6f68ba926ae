// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include "core/base/visibletext.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace ui {

Rule::Rule(const Theme &theme, Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    if (orientation == Qt::Horizontal)
        setFixedHeight(1);
    else
        setFixedWidth(1);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void Rule::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_theme.tokens().line);
}

Card::Card(const Theme &theme, QWidget *parent)
    : Card(theme, QString(), parent)
{
}

Card::Card(const Theme &theme, const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(1, 1, 1, 1);
    m_layout->setSpacing(0);
    m_header = headed(title, {}, m_title, m_subtitle);
    m_slot = new QHBoxLayout;
    m_slot->setSpacing(space::small);
    qobject_cast<QHBoxLayout *>(m_header->layout())->addLayout(m_slot);
    m_headerRule = new Rule(theme);
    m_layout->addWidget(m_header);
    m_layout->addWidget(m_headerRule);
    m_body = new QVBoxLayout;
    m_body->setSpacing(0);
    m_layout->addLayout(m_body, 1);
    m_layout->addStretch(0); // takes what content of a fixed height leaves, so that the header does not
    connect(&theme, &Theme::changed, this, [this] { update(); });
    setTitle(title);
}

QWidget *Card::headed(const QString &title, const QString &subtitle, Label *&titleLabel,
                      Label *&subtitleLabel)
{
    auto *header = new QWidget;
    header->setMinimumHeight(size::cardHeader - 1);
    header->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(space::cardPadding - 1, space::tiny, space::cardPadding - 1, space::tiny);
    row->setSpacing(space::small);
    titleLabel = new Label(m_theme, title, Type::Strong);
    titleLabel->setOverflow(Overflow::Elide);
    titleLabel->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred); // it gives way last
    subtitleLabel = new Label(m_theme, subtitle, Type::Secondary, Ink::Muted);
    subtitleLabel->setOverflow(Overflow::Elide);
    row->addWidget(titleLabel);
    row->addWidget(subtitleLabel, 1);
    return header;
}

void Card::setTitle(const QString &title)
{
    m_title->setText(title);
    m_header->setVisible(!title.isEmpty());
    m_headerRule->setVisible(!title.isEmpty());
    setAccessibleName(core::visibleText(title));
}

void Card::setTitleWhole()
{
    m_title->setOverflow(Overflow::Wrap);
    m_title->setSelectable(true);
    qobject_cast<QHBoxLayout *>(m_header->layout())->setStretchFactor(m_title, 1);
    m_header->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    m_subtitle->hide();
}

void Card::setSubtitle(const QString &subtitle)
{
    m_subtitle->setText(subtitle);
}

void Card::setRightText(const QString &text)
{
    setRight(new Label(m_theme, text, Type::Text, Ink::Muted));
}

void Card::setRight(QWidget *widget)
{
    if (m_right)
        m_right->deleteLater();
    m_right = widget;
    if (widget)
        m_slot->addWidget(widget, 0, Qt::AlignVCenter);
}

void Card::addPadded(QWidget *widget, int stretch)
{
    auto *frame = new QVBoxLayout;
    frame->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    frame->addWidget(widget);
    m_body->addLayout(frame, stretch);
}

void Card::setFolded(bool folded)
{
    m_headerRule->setVisible(!folded && !m_title->text().isEmpty());
}

void Card::addRule()
{
    m_body->addWidget(new Rule(m_theme));
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.tokens().line, 1));
    painter.setBrush(m_theme.tokens().surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::cardRadius,
                            size::cardRadius);
}

} // namespace ui
