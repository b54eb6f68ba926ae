// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/composer.h"

#include "ui/shell/theme.h"

#include <QKeyEvent>

#include <algorithm>

namespace ui {

Composer::Composer(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setFont(Theme::font(Type::Text));
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    document()->setDocumentMargin(space::tiny);
    connect(this, &QPlainTextEdit::textChanged, this, [this] { updateGeometry(); });
}

QSize Composer::sizeHint() const
{
    const int lines = std::clamp(document()->blockCount(), 1, 6);
    return {320, lines * fontMetrics().lineSpacing() + 2 * space::tiny + space::large};
}

void Composer::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!enter || event->modifiers() & Qt::ShiftModifier)
        return QPlainTextEdit::keyPressEvent(event);
    const QString text = toPlainText().trimmed();
    if (!text.isEmpty() && !event->isAutoRepeat())
        emit sendRequested(text);
}

} // namespace ui
