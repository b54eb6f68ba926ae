// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace ui {

class Label;

// A surface with a line around it and rounded corners: the only box of the window. An optional header has a
// title, a quiet subtitle beside it and a slot at the right; content goes into body(), from edge to edge.
class Card final : public QWidget
{
    Q_OBJECT

public:
    explicit Card(const Theme &theme, QWidget *parent = nullptr);
    Card(const Theme &theme, const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    // The title takes as many lines as it needs and never ends in "…"; there is no subtitle then.
    void setTitleWhole();
    void setSubtitle(const QString &subtitle);
    // A quiet text, or a widget (a button, a pill …), at the right of the header. The later one replaces.
    void setRightText(const QString &text);
    void setRight(QWidget *widget);

    // Edge to edge; a child brings its own padding. addPadded() is a child with the card's padding.
    QVBoxLayout *body() const { return m_body; }
    void addPadded(QWidget *widget, int stretch = 0);
    // A second heading further down, with a line above and below.
    // Nothing is below the header: no line parts it from what is not there.
    void setFolded(bool folded);
    // A line across the card.
    void addRule();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *headed(const QString &title, const QString &subtitle, Label *&titleLabel, Label *&subtitleLabel);

    const Theme &m_theme;
    QVBoxLayout *m_layout = nullptr;
    QVBoxLayout *m_body = nullptr;
    QWidget *m_header = nullptr;
    QWidget *m_headerRule = nullptr;
    QHBoxLayout *m_slot = nullptr;
    QWidget *m_right = nullptr;
    Label *m_title = nullptr;
    Label *m_subtitle = nullptr;
};

// One line of one pixel in the theme's colour, across or down.
class Rule final : public QWidget
{
    Q_OBJECT

public:
    explicit Rule(const Theme &theme, Qt::Orientation orientation = Qt::Horizontal,
                  QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace ui
