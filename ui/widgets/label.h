// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QLabel>

class QTextLayout;

namespace ui {

enum class Ink { Text, Muted, Accent, Green, Amber, Red };
enum class Overflow { Wrap, Elide, ElideMiddle, Grow };

// A text in one of the theme's types and inks. Plain text always: what comes from outside is shown, never
// interpreted. Wrapped lines stand 1.5 times the size of their type apart, and a word that is longer than a
// line goes on in the next one: nothing stands where nobody looks. With Overflow::Elide it gives way and ends
// in "…", and the whole text is its tooltip. ElideMiddle is for what is told by both of its ends:
// a path, an address, what would be done.
class Label final : public QLabel
{
    Q_OBJECT

public:
    Label(const Theme &theme, Type type, Ink ink = Ink::Text, QWidget *parent = nullptr);
    Label(const Theme &theme, const QString &text, Type type, Ink ink = Ink::Text, QWidget *parent = nullptr);

    // Characters that cannot be seen are written out: nothing may look like something else.
    void setText(const QString &text);
    void setInk(Ink ink);
    void setOverflow(Overflow overflow);
    // What is seen of a text that gives way, in so much room.
    QString shownWithin(int width) const;
    // Lets a person select and copy the text with mouse and keyboard.
    void setSelectable(bool selectable);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    void colour();
    bool setsOwnLines() const;
    bool isElided() const;
    bool isChosenByMouse(const QMouseEvent &event) const;
    QString shownText() const;
    double layLines(QTextLayout &lines, int width) const;
    // Where the lines begin when they are this high.
    QPointF originOf(double height) const;
    int offsetAt(const QPoint &at) const;

    const Theme &m_theme;
    Ink m_ink;
    Overflow m_overflow = Overflow::Grow;
    int m_anchor = 0; // where the choosing with the mouse began
};

} // namespace ui
