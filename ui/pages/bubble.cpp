// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bubble.h"

#include "core/base/visibletext.h"
#include "ui/widgets/label.h"
#include "ui/widgets/markdownview.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QPainter>

namespace ui {

BubbleBox::BubbleBox(const Theme &theme, Speaker speaker, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_speaker(speaker)
{
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void BubbleBox::paintEvent(QPaintEvent *)
{
    const Tokens &t = m_theme.tokens();
    const bool agent = m_speaker == Speaker::Agent;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(agent ? mixed(t.accent.back, t.accent.mark, 0.18) : t.line, 1));
    painter.setBrush(agent ? t.accent.back : t.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::cardRadius,
                            size::cardRadius);
}

Bubble::Bubble(const Theme &theme, Speaker speaker, const QString &heading, QWidget *parent)
    : QWidget(parent)
{
    auto *who = new Label(theme, heading, Type::Secondary, Ink::Muted);
    who->setContentsMargins(space::tiny, 0, 0, 0);
    auto *box = new BubbleBox(theme, speaker);
    auto *inside = new QVBoxLayout(box);
    inside->setContentsMargins(space::cardPadding, 9, space::cardPadding, 9);
    auto *side = new QVBoxLayout;
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(space::tiny);
    side->addWidget(who);
    side->addWidget(box);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    if (speaker == Speaker::Agent) {
        m_markdown = new MarkdownView(theme);
        m_markdown->setAccessibleName(core::visibleLine(heading));
        inside->addWidget(m_markdown);
        row->addStretch(1);
        row->addLayout(side, 2);
        connect(m_markdown, &MarkdownView::linkChosen, this,
                [](const QUrl &link) { QDesktopServices::openUrl(link); });
    } else {
        m_plain = new Label(theme, Type::Text);
        m_plain->setSelectable(true);
        inside->addWidget(m_plain);
        row->addLayout(side, 2);
        row->addStretch(1);
    }
}

void Bubble::setText(const QString &text, bool underWay)
{
    m_text = text;
    if (m_markdown)
        return m_markdown->setMarkdownText(underWay ? QString(text + QStringLiteral(" ▌")) : text);
    // A short message is as wide as its words; a long one is wrapped within its two thirds.
    const QFontMetrics metrics(Theme::font(Type::Text));
    const bool isShort = metrics.size(0, text).width() < 320;
    m_plain->setOverflow(isShort ? Overflow::Grow : Overflow::Wrap);
    m_plain->setText(text);
    if (isShort) {
        auto *row = qobject_cast<QHBoxLayout *>(layout());
        row->setStretch(0, 0);
    }
}

} // namespace ui
