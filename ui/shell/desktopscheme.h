// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/tokens.h"

#include <QDBusConnection>
#include <QDBusVariant>
#include <QObject>

class QDBusPendingCallWatcher;

namespace ui {

class Theme;

// Tells the theme whether the desktop prefers dark or light: from the settings portal where there is one, now
// and whenever it changes, else from the palette that the application started with. Nothing blocks. Owned by
// the composition root; UI thread.
class DesktopScheme final : public QObject
{
    Q_OBJECT

public:
    // Made before Theme::dress(), which replaces the palette of the desktop.
    DesktopScheme(const QDBusConnection &bus, Theme &theme, QObject *parent = nullptr);

private slots:
    // Called by the bus, which knows slots by name alone.
    void settingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void learn(QDBusPendingCallWatcher *answer);
    void take(const QVariant &value);

    QDBusConnection m_bus;
    Theme &m_theme;
};

} // namespace ui
