// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QAbstractButton>

namespace ui {

class Label;

// Looks like a field and opens the palette.
class CommandField final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit CommandField(const Theme &theme, QWidget *parent = nullptr);

    QSize sizeHint() const override { return {320, 30}; }
    QSize minimumSizeHint() const override { return {160, 30}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

// The top of the window: the title of the screen and the way to everything else.
class Header final : public QWidget
{
    Q_OBJECT

public:
    explicit Header(const Theme &theme, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    QWidget *field() const { return m_field; }

signals:
    void paletteRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Label *m_title = nullptr;
    CommandField *m_field = nullptr;
};

} // namespace ui
