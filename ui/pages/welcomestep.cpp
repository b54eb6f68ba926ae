// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/welcomestep.h"

#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/pill.h"

#include <QHBoxLayout>
#include <QPainter>

namespace ui {

namespace {
constexpr int padding = 20;
constexpr int ring = 28;
} // namespace

WelcomeStep::WelcomeStep(const Theme &theme, int number, const QString &title, const QString &text,
                         QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_number(number)
{
    m_row = new QHBoxLayout(this);
    m_row->setContentsMargins(padding + ring + 14, 16, padding, 16);
    m_row->setSpacing(14);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    auto *heading = new Label(theme, title, Type::Strong);
    auto *detail = new Label(theme, text, Type::Text, Ink::Muted);
    detail->setOverflow(Overflow::Wrap);
    m_problem = new Label(theme, Type::Text, Ink::Red);
    m_problem->setOverflow(Overflow::Wrap);
    m_problem->hide();
    words->addWidget(heading);
    words->addWidget(detail);
    words->addWidget(m_problem);
    m_row->addLayout(words, 1);
    m_pill = new Pill(theme);
    m_pill->hide();
    m_row->addWidget(m_pill);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

Button *WelcomeStep::addButton(Button *button)
{
    m_buttons.append(button);
    m_row->addWidget(button);
    return button;
}

void WelcomeStep::setDone(const QString &word)
{
    m_isDone = !word.isEmpty();
    m_pill->setLook({Tone::Green, word});
    m_pill->setVisible(m_isDone);
    for (Button *button : std::as_const(m_buttons))
        button->setVisible(!m_isDone);
    update();
}

void WelcomeStep::setProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

void WelcomeStep::setButtonsEnabled(bool enabled)
{
    for (Button *button : std::as_const(m_buttons))
        button->setEnabled(enabled);
}

void WelcomeStep::paintEvent(QPaintEvent *)
{
    const Tokens &t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF circle(padding + 1, (height() - ring) / 2.0 + 1, ring - 2, ring - 2);
    painter.setPen(QPen(m_isDone ? t.green.mark : t.line, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(circle);
    painter.setPen(m_isDone ? t.green.text : t.muted);
    painter.setFont(Theme::font(Type::Strong));
    painter.drawText(circle, Qt::AlignCenter, QString::number(m_number));
}

} // namespace ui
