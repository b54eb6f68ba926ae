// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QPushButton>

namespace ui {

enum class ButtonKind {
    Plain,
    Primary, // the one thing to do next on a screen
    Approve, // green
    Reject,  // red outline; also what ends or removes
};

// A button that shows its key as a small hint after its words. Enter presses it as Space does. A checkable
// plain one is a filter chip.
class Button final : public QPushButton
{
    Q_OBJECT

public:
    Button(const Theme &theme, const QString &text, ButtonKind kind = ButtonKind::Plain,
           QWidget *parent = nullptr);

    void setKind(ButtonKind kind);
    ButtonKind kind() const { return m_kind; }
    // How the key is written, such as "A" or "Ctrl N". Shown, not bound: KeyScope::bind() does that.
    void setKeyHint(const QString &hint);
    const QString &keyHint() const { return m_hint; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    struct Colours
    {
        QColor fill;
        QColor border;
        QColor text;
    };
    Colours colours() const;

    const Theme &m_theme;
    ButtonKind m_kind;
    QString m_hint;
    bool m_ring = false; // reached by the keyboard, so it shows where the focus is
};

} // namespace ui
