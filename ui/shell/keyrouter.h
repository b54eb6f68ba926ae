// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/keyscope.h"

#include <QPointer>
#include <QTimer>

class QKeyEvent;

namespace ui {

// Takes the keys of one window before its widgets do: G and a letter goes to a screen, the rest belongs to
// the page that is shown, then to the window. Plain keys are left alone while a person types in a field.
// Owned by the main window. Announces screenRequested().
class KeyRouter final : public QObject
{
    Q_OBJECT

public:
    explicit KeyRouter(QWidget *window);

    void setScope(KeyScope *scope);
    // What holds on every screen.
    KeyScope &everywhere() { return m_everywhere; }
    // While something lies over the window, only keys with Ctrl or Alt count.
    void setCovered(bool covered) { m_covered = covered; }

signals:
    void screenRequested(QChar letter);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool route(const QKeyEvent &event);
    bool isTyping() const;

    QWidget *m_window;
    QPointer<KeyScope> m_scope;
    KeyScope m_everywhere;
    QTimer m_going; // G was pressed, a letter may follow
    bool m_covered = false;
};

} // namespace ui
