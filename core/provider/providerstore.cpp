// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/providerstore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<QList<ProviderSettings>> ProviderStore::all() const
{
    Rows rows = TRY(m_database.run("SELECT name, kind, base_url, model FROM provider ORDER BY name"_L1));
    QList<ProviderSettings> all;
    while (rows.next())
        all.append({.name = rows.text(0),
                    .kind = rows.text(1),
                    .baseUrl = rows.text(2),
                    .defaultModel = rows.text(3)});
    return all;
}

Result<QString> ProviderStore::defaultName() const
{
    Rows rows = TRY(m_database.run("SELECT value FROM setting WHERE name = 'provider.default'"_L1));
    return rows.next() ? rows.text(0) : QString();
}

Result<void> ProviderStore::put(Transaction &transaction, const ProviderSettings &settings)
{
    TRY(transaction.database.run(
        "INSERT INTO provider (name, kind, base_url, model, created_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, "
        "base_url = excluded.base_url, model = excluded.model"_L1,
        settings.name, settings.kind, settings.baseUrl, settings.defaultModel, transaction.now()));
    return {};
}

Result<bool> ProviderStore::remove(Transaction &transaction, const QString &name)
{
    const Rows rows = TRY(transaction.database.run("DELETE FROM provider WHERE name = ?"_L1, name));
    return rows.changed() > 0;
}

Result<void> ProviderStore::putDefault(Transaction &transaction, const QString &name, const QString &by)
{
    TRY(transaction.database.run("INSERT INTO setting (name, value, changed_by, changed_at) "
                                 "VALUES ('provider.default', ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                                 "value = excluded.value, changed_by = excluded.changed_by, "
                                 "changed_at = excluded.changed_at"_L1,
                                 name, by, transaction.now()));
    return {};
}

} // namespace core
