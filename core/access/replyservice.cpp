// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/replyservice.h"

#include <QCryptographicHash>

namespace core {

using namespace std::chrono_literals;

namespace {

constexpr auto kept = 24h;

} // namespace

// Each part with its length, so that no two lists of parts are the same bytes.
QByteArray ReplyService::hashOf(const QList<QByteArrayView> &parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArrayView part : parts) {
        const QByteArray size = QByteArray::number(part.size()) + ':';
        hash.addData(size);
        hash.addData(part);
    }
    return hash.result();
}

Result<std::optional<StoredReply>> ReplyService::find(const QByteArray &hash)
{
    return m_store.find(hash, m_clock.now() - kept);
}

Result<void> ReplyService::put(const QByteArray &hash, const StoredReply &reply)
{
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        if (transaction.now() >= m_cleanAt) {
            m_cleanAt = transaction.now() + 1h;
            TRY(m_store.removeUntil(transaction, transaction.now() - kept));
        }
        return m_store.put(transaction, hash, reply);
    });
}

Result<void> ReplyService::forget(const QByteArray &hash)
{
    return m_journal.record([&](Transaction &transaction) { return m_store.remove(transaction, hash); });
}

} // namespace core
