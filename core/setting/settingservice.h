// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/setting/settingstore.h"

#include <QStringList>
#include <QTimer>

namespace core {

// What a person chose in the window and what holds from then on: the look, the notifications.
// Owned by the core; backend thread. A change is journalled as SettingChanged and needs Scope::Administer
// (else Forbidden); value() knows only what is committed. Fails with InvalidArgument for a name or a value
// that is none.
class SettingService final : public QObject
{
    Q_OBJECT

public:
    SettingService(Journal &journal, SettingStore &store);

    // Reads what was chosen. Call once, after Journal::open().
    Result<void> open();

    // What was chosen, or the default; empty for a name that is none.
    QString value(const QString &name) const;
    Result<void> set(const QString &name, const QString &value, const Principal &by);

    // The names with what they may be; the first is the default.
    static const QList<std::pair<QString, QStringList>> &table();

private:
    void reload();

    Journal &m_journal;
    SettingStore &m_store;
    QHash<QString, QString> m_values;
    QTimer m_again;
};

} // namespace core
