// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/apikey.h"
#include "core/journal/journal.h"

#include <QHash>

namespace core {

// The SQL of the table `api_key`, and nothing else.
class KeyStore
{
public:
    explicit KeyStore(Database &database) : m_database(database) {}

    Result<void> insert(Transaction &transaction, const ApiKey &key, const QByteArray &hash);
    Result<bool> revoke(Transaction &transaction, const KeyId &id);
    Result<QList<ApiKey>> list();
    Result<QHash<QByteArray, ApiKey>> active();

private:
    Database &m_database;
};

} // namespace core
