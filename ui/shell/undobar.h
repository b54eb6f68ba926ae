// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/decisions.h"
#include "ui/shell/theme.h"

#include <QWidget>

namespace ui {

class Button;
class Label;

// A row of its own below the screens: what was decided last, how long it can still be taken back, and the one
// button. On screens where something can be decided its room is always kept, so that nothing moves under the
// pointer; with nothing to take back it says what was decided last. Owned by the main window; UI thread.
class UndoBar final : public QWidget
{
    Q_OBJECT

public:
    explicit UndoBar(const Theme &theme, QWidget *parent = nullptr);

    // Tells of these from now on, and takes them back.
    void follow(Decisions &decisions);
    // Whether its room is kept while there is nothing to take back.
    void setKept(bool kept);
    Button *button() const { return m_button; }
    QString text() const;
    QString restText() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void announce(const HeldDecision &latest);
    void showHeld(const QList<HeldDecision> &held);
    void showTime();

    const Theme &m_theme;
    Decisions *m_decisions = nullptr;
    QTimer m_tick;
    qsizetype m_count = 0;
    bool m_kept = false;
    double m_part = 0; // of the time to undo that is left
    Label *m_text = nullptr;
    Label *m_rest = nullptr;
    Label *m_left = nullptr;
    QWidget *m_bar = nullptr;
    Button *m_button = nullptr;
};

} // namespace ui
