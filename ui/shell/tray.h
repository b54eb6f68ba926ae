// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QMenu>
#include <QSystemTrayIcon>

namespace ui {

// The sign of the program in the desktop's tray, with the number of approvals that wait drawn into it. Where
// the desktop has no tray nothing is shown and nothing fails. Owned by the composition root; UI thread.
// Announces what a person asked for.
class Tray final : public QObject
{
    Q_OBJECT

public:
    explicit Tray(const Theme &theme, QObject *parent = nullptr);

    bool isAvailable() const { return QSystemTrayIcon::isSystemTrayAvailable(); }
    void show();
    void setWaiting(int count);
    // A message of the desktop; a click on it is announced with messageClicked().
    void tell(const QString &title, const QString &text);

    QString toolTip() const { return m_icon.toolTip(); }
    static QIcon iconFor(const Tokens &tokens, int waiting);

signals:
    void openRequested();
    void approvalsRequested();
    void quitRequested();
    void messageClicked();
    // What was said, also where the desktop shows no messages.
    void told(const QString &title, const QString &text);

private:
    void draw();

    const Theme &m_theme;
    QMenu m_menu;
    QSystemTrayIcon m_icon;
    QAction *m_waitingAction = nullptr;
    int m_waiting = 0;
};

} // namespace ui
