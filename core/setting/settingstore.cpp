// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setting/settingstore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<QHash<QString, QString>> SettingStore::all() const
{
    Rows rows = TRY(m_database.run("SELECT name, value FROM setting"_L1));
    QHash<QString, QString> values;
    while (rows.next())
        values.insert(rows.text(0), rows.text(1));
    return values;
}

Result<void> SettingStore::put(Transaction &transaction, const QString &name, const QString &value,
                               const QString &by)
{
    TRY(transaction.database.run(
        "INSERT INTO setting (name, value, changed_by, changed_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value, "
        "changed_by = excluded.changed_by, changed_at = excluded.changed_at"_L1,
        name, value, by, transaction.now()));
    return {};
}

} // namespace core
