// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/replystore.h"

namespace core {

// Keeps answers for a day, so that a request that comes again is answered and not carried out again. What is
// written joins the transaction of the change that it tells of: either both are on disk, or neither. A
// request whose answer takes longer is written down as under way together with its change; one that a crash
// cut off stays so, and is neither lost nor repeated. With each goes what its caller might do then: who may
// do less now is not told again. Backend thread; owned by the core.
class ReplyService
{
public:
    ReplyService(Journal &journal, const Clock &clock, ReplyStore &store)
        : m_journal(journal)
        , m_clock(clock)
        , m_store(store)
    {
    }

    // What the hash of a request stands for: who asks, for what, in which words, under which name.
    static QByteArray hashOf(const QList<QByteArrayView> &parts);

    Result<std::optional<StoredReply>> find(const QByteArray &hash);
    Result<void> begin(const QByteArray &hash, Scopes scopes) { return put(hash, {.scopes = scopes}); }
    Result<void> put(const QByteArray &hash, const StoredReply &reply);
    Result<void> forget(const QByteArray &hash);

private:
    Journal &m_journal;
    const Clock &m_clock;
    ReplyStore &m_store;
    Timestamp m_cleanAt = {};
};

} // namespace core
