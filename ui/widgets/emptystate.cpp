// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/emptystate.h"

#include "core/base/visibletext.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QVBoxLayout>

namespace ui {

EmptyState::EmptyState(const Theme &theme, const QString &title, const QString &text, const QString &action,
                       QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::wide, space::wide, space::wide, space::wide);
    column->setSpacing(space::tiny);
    m_title = new Label(theme, title, Type::LeadStrong);
    m_title->setAlignment(Qt::AlignCenter);
    m_text = new Label(theme, text, Type::Text, Ink::Muted);
    m_text->setOverflow(Overflow::Wrap);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_text->setMaximumWidth(440);
    column->addStretch(2);
    column->addWidget(m_title);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(m_text, 100);
    middle->addStretch(1);
    column->addLayout(middle);
    if (!action.isEmpty()) {
        m_button = new Button(theme, action, ButtonKind::Primary);
        column->addSpacing(space::medium);
        column->addWidget(m_button, 0, Qt::AlignHCenter);
        connect(m_button, &Button::clicked, this, &EmptyState::actionClicked);
    }
    column->addStretch(3);
    setTexts(title, text);
}

void EmptyState::setTexts(const QString &title, const QString &text)
{
    m_title->setText(title);
    m_text->setText(text);
    setAccessibleName(core::visibleText(title));
    setAccessibleDescription(core::visibleText(text));
}

} // namespace ui
