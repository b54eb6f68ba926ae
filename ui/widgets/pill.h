// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QWidget>

class QPainter;

namespace ui {

// A state in a word, and how it looks. statuslook.h has those of tasks, steps and the rest.
struct Look
{
    Tone tone = Tone::Neutral;
    QString text = {};
};

enum class Ground { Filled, Bare };

// A state in a word, with a dot in its colour. List delegates draw the same with paint().
class Pill final : public QWidget
{
    Q_OBJECT

public:
    explicit Pill(const Theme &theme, const Look &look = {}, Ground ground = Ground::Filled,
                  QWidget *parent = nullptr);

    void setLook(const Look &look);
    const Look &look() const { return m_look; }

    QSize sizeHint() const override { return sizeOf(m_look.text, m_ground); }
    QSize minimumSizeHint() const override { return sizeHint(); }

    static QSize sizeOf(const QString &text, Ground ground = Ground::Filled);
    // Draws it at the left of `area`, vertically in its middle, and elides what does not fit.
    static void paint(QPainter &painter, const QRect &area, const Theme &theme, const Look &look,
                      Ground ground = Ground::Filled);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Look m_look;
    Ground m_ground;
};

} // namespace ui
