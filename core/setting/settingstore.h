// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"

#include <QHash>

namespace core {

// The rows of `setting`, and nothing else. Owned by the core; backend thread.
class SettingStore
{
public:
    explicit SettingStore(Database &database)
        : m_database(database)
    {
    }

    Result<QHash<QString, QString>> all() const;
    Result<void> put(Transaction &transaction, const QString &name, const QString &value, const QString &by);

private:
    Database &m_database;
};

} // namespace core
