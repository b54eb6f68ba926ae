// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/keyscope.h"

#include <QPointer>
#include <QTimer>

class QKeyEvent;

namespace ui {

// Takes the keys of one window before its widgets do: G and a letter goes to a screen, the rest belongs to
// the page that is shown, then to the window. A plain key decides something only while the focus is in that
// page and in none of its fields: what is typed into a field, or while the focus is elsewhere, does nothing
// else. Owned by the main window. Announces screenRequested().
class KeyRouter final : public QObject
{
    Q_OBJECT

public:
    explicit KeyRouter(QWidget *window);

    void setScope(KeyScope *scope, QWidget *page);
    // What holds on every screen.
    KeyScope &everywhere() { return m_everywhere; }
    // While something lies over the window, only keys with Ctrl or Alt count.
    void setCovered(bool covered) { m_covered = covered; }
    // Whether keys go into this widget as text or choose in it.
    static bool isField(const QWidget *widget);

signals:
    void screenRequested(QChar letter);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool route(const QKeyEvent &event);
    bool isInPage() const;

    QWidget *m_window;
    QPointer<KeyScope> m_scope;
    QPointer<QWidget> m_page;
    KeyScope m_everywhere;
    QTimer m_going; // G was pressed, a letter may follow
    bool m_covered = false;
};

} // namespace ui
