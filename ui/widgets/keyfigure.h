// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QAbstractButton>

namespace ui {

// One figure with its name above and a small note below, in a card of its own. With nothing known the figure
// is a dash, not a zero. It can be clicked when somebody made it a way to a screen with setLeads().
class KeyFigure final : public QAbstractButton
{
    Q_OBJECT

public:
    KeyFigure(const Theme &theme, const QString &label, QWidget *parent = nullptr);

    void setFigure(const QString &figure, const QString &note = {});
    const QString &figure() const { return m_figure; }
    void setTone(Tone tone); // of the figure; Neutral is plain text
    void setLeads(bool leads);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void describe();

    const Theme &m_theme;
    QString m_figure;
    QString m_note;
    Tone m_tone = Tone::Neutral;
    bool m_leads = false;
    bool m_ring = false; // reached by the keyboard, so it shows where the focus is
};

} // namespace ui
