// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "core/provider/providersettings.h"

#include <QList>

namespace core {

// The rows of `provider`, and nothing else; keys are not in them. Owned by the core; backend thread.
class ProviderStore
{
public:
    explicit ProviderStore(Database &database)
        : m_database(database)
    {
    }

    // By name.
    Result<QList<ProviderSettings>> all() const;
    // The provider that answers where nobody names one; empty when nobody chose.
    Result<QString> defaultName() const;

    Result<void> put(Transaction &transaction, const ProviderSettings &settings);
    Result<bool> remove(Transaction &transaction, const QString &name);
    Result<void> putDefault(Transaction &transaction, const QString &name, const QString &by);

private:
    Database &m_database;
};

} // namespace core
