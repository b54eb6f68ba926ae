// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/confirm.h"

#include "ui/widgets/button.h"

#include <QApplication>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace ui {

Confirm::Confirm(const Theme &theme, QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_notice = new Notice(theme, Tone::Red);
    m_yes = m_notice->addButton(new Button(theme, QString(), ButtonKind::Reject));
    m_no = m_notice->addButton(new Button(theme, tr("Keep it")));
    column->addWidget(m_notice);
    connect(m_no, &Button::clicked, this, &Confirm::leave);
    connect(m_yes, &Button::clicked, this, [this] {
        leave();
        emit confirmed();
    });
    hide();
}

void Confirm::ask(const QString &question, const QString &consequence, const QString &yes)
{
    m_notice->setTexts(question, consequence);
    m_yes->setText(yes);
    m_yes->updateGeometry();
    if (QWidget *focus = QApplication::focusWidget(); !focus || !isAncestorOf(focus))
        m_before = focus;
    show();
    m_no->setFocus(Qt::OtherFocusReason);
}

// Before it is hidden: Qt would give the focus to whatever comes next in the window.
void Confirm::leave()
{
    if (m_before && isAncestorOf(QApplication::focusWidget()))
        m_before->setFocus(Qt::OtherFocusReason);
    hide();
}

void Confirm::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        leave();
    else
        QWidget::keyPressEvent(event);
}

} // namespace ui
