// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/desktopscheme.h"

#include "ui/shell/theme.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QPalette>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

const QString service = u"org.freedesktop.portal.Desktop"_s;
const QString path = u"/org/freedesktop/portal/desktop"_s;
const QString interface = u"org.freedesktop.portal.Settings"_s;
const QString appearance = u"org.freedesktop.appearance"_s;
const QString colourScheme = u"color-scheme"_s;

} // namespace

DesktopScheme::DesktopScheme(const QDBusConnection &bus, Theme &theme, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
    , m_theme(theme)
{
    const QPalette palette = QGuiApplication::palette();
    const bool dark =
        palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
    theme.setDesktopScheme(dark ? Scheme::Dark : Scheme::Light);
    if (!m_bus.isConnected())
        return;
    m_bus.connect(service, path, interface, u"SettingChanged"_s, this,
                  SLOT(settingChanged(QString, QString, QDBusVariant)));
    QDBusMessage read = QDBusMessage::createMethodCall(service, path, interface, u"Read"_s);
    read << appearance << colourScheme;
    auto *answer = new QDBusPendingCallWatcher(m_bus.asyncCall(read), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [this](QDBusPendingCallWatcher *done) { learn(done); });
}

void DesktopScheme::learn(QDBusPendingCallWatcher *answer)
{
    answer->deleteLater();
    const QDBusPendingReply<QDBusVariant> value = *answer;
    if (!value.isError())
        take(value.value().variant());
}

void DesktopScheme::settingChanged(const QString &space, const QString &key, const QDBusVariant &value)
{
    if (space == appearance && key == colourScheme)
        take(value.variant());
}

// 1 is dark, 2 is light, 0 says nothing. Read() of older portals wraps the value once more.
void DesktopScheme::take(const QVariant &value)
{
    const QVariant bare = value.canConvert<QDBusVariant>() ? value.value<QDBusVariant>().variant() : value;
    const uint scheme = bare.toUInt();
    if (scheme == 1)
        m_theme.setDesktopScheme(Scheme::Dark);
    else if (scheme == 2)
        m_theme.setDesktopScheme(Scheme::Light);
}

} // namespace ui
