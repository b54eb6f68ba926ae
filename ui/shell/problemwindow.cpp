// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/problemwindow.h"

#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QIcon>
#include <QKeyEvent>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int contentWidth = 520;
} // namespace

ProblemWindow::ProblemWindow(const Theme &theme, const QString &title, const QString &text, QWidget *parent)
    : QWidget(parent)
{
    setWindowTitle(tr("Signalbox"));
    setWindowIcon(QIcon(u":/icons/signalbox.svg"_s));
    setAccessibleName(title);
    setAccessibleDescription(text);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, space::wide);
    column->setSpacing(space::medium);
    auto *words = new Label(theme, text, Type::Text);
    words->setOverflow(Overflow::Wrap);
    words->setSelectable(true);
    words->setFixedWidth(contentWidth);
    auto *again = new Button(theme, tr("Try again"), ButtonKind::Primary);
    auto *quit = new Button(theme, tr("Quit"));
    quit->setKeyHint(tr("Esc"));
    auto *bar = new QHBoxLayout;
    bar->setSpacing(space::small);
    bar->addStretch(1);
    bar->addWidget(quit);
    bar->addWidget(again);
    column->addWidget(new Label(theme, title, Type::Title));
    column->addWidget(words);
    column->addSpacing(space::small);
    column->addLayout(bar);
    column->setSizeConstraint(QLayout::SetFixedSize);
    connect(again, &Button::clicked, this, &ProblemWindow::againRequested);
    connect(quit, &Button::clicked, this, &ProblemWindow::quitRequested);
    again->setFocus(Qt::OtherFocusReason);
}

void ProblemWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit quitRequested();
    else
        QWidget::keyPressEvent(event);
}

void ProblemWindow::closeEvent(QCloseEvent *event)
{
    event->ignore();
    emit quitRequested();
}

} // namespace ui
