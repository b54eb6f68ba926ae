// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/journal/journal.h"

#include <optional>

namespace core {

// A row of the table `stored_reply`: the answer to a request that may come again.
struct StoredReply
{
    int status = 0; // 0: the request is under way
    QByteArray contentType = {};
    QByteArray headers = {}; // lines of "Name: value"
    QByteArray body = {};
    Scopes scopes = {}; // of whom it was for; who may less is not told again
};

// The SQL of the table `stored_reply`, and nothing else.
class ReplyStore
{
public:
    explicit ReplyStore(Database &database)
        : m_database(database)
    {
    }

    // None that was written at or before `since`.
    Result<std::optional<StoredReply>> find(const QByteArray &hash, Timestamp since);
    Result<void> put(Transaction &transaction, const QByteArray &hash, const StoredReply &reply);
    Result<void> remove(Transaction &transaction, const QByteArray &hash);
    Result<void> removeUntil(Transaction &transaction, Timestamp until);

private:
    Database &m_database;
};

} // namespace core
