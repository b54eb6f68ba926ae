// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/header.h"

#include "ui/shell/actions.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QPainter>

namespace ui {

using namespace Qt::Literals::StringLiterals;

CommandField::CommandField(const Theme &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setText(textOf(ActionId::OpenPalette));
    setObjectName(u"command-field"_s);
    setAccessibleName(text());
    setAccessibleDescription(tr("Key: %1").arg(keyHintOf(ActionId::OpenPalette)));
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::IBeamCursor);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void CommandField::paintEvent(QPaintEvent *)
{
    const Tokens &t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? t.accent.mark : t.line, 1));
    painter.setBrush(t.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::controlRadius,
                            size::controlRadius);
    painter.setPen(t.muted);
    const QRect words = rect().adjusted(11, 0, -11, 0);
    painter.setFont(Theme::font(Type::Small));
    const QString hint = keyHintOf(ActionId::OpenPalette);
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, hint);
    const int room = words.width() - painter.fontMetrics().horizontalAdvance(hint) - space::small;
    painter.setFont(Theme::font(Type::Text));
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, room));
}

Header::Header(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedHeight(size::header);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::wide, 0, space::wide, 1);
    row->setSpacing(space::medium);
    m_title = new Label(theme, Type::Title);
    m_title->setOverflow(Overflow::Elide);
    m_title->setObjectName(u"screen-title"_s);
    m_field = new CommandField(theme);
    row->addWidget(m_title, 1);
    row->addWidget(m_field);
    connect(m_field, &CommandField::clicked, this, &Header::paletteRequested);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void Header::setTitle(const QString &title)
{
    m_title->setText(title);
}

void Header::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(QRect(0, height() - 1, width(), 1), m_theme.tokens().line);
}

} // namespace ui
