// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/webhook/webhookstore.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// The last answer decides whether anybody is there.
#define WEBHOOK_COLUMNS                                                                                      \
    "id, owner, url, events, secret, created_at, (SELECT status = 410 FROM webhook_delivery AS d "           \
    "WHERE d.webhook_id = webhook.id AND d.status <> 0 AND d.finished_at > 0 ORDER BY d.id DESC LIMIT 1)"
#define DELIVERY_COLUMNS                                                                                     \
    "id, webhook_id, seq, type, body, state, attempts, due_at, status, error, replay_of, created_at, "       \
    "finished_at"

QStringList toTexts(const QJsonArray &array)
{
    QStringList texts;
    for (const QJsonValue &value : array)
        texts.append(value.toString());
    return texts;
}

Webhook readWebhook(const Rows &rows)
{
    return Webhook{.id = {rows.text(0)},
                   .owner = rows.text(1),
                   .url = rows.text(2),
                   .events = toTexts(rows.array(3)),
                   .secret = rows.text(4),
                   .createdAt = rows.time(5),
                   .isGone = rows.number(6) == 1};
}

Delivery readDelivery(const Rows &rows)
{
    return Delivery{.id = {rows.text(0)},
                    .webhook = {rows.text(1)},
                    .seq = rows.integer(2),
                    .type = rows.text(3),
                    .body = rows.text(4).toUtf8(),
                    .state = fromWord<DeliveryState>(rows.text(5)).value_or(DeliveryState::Failed),
                    .attempts = rows.number(6),
                    .dueAt = rows.time(7),
                    .status = rows.number(8),
                    .error = rows.text(9),
                    .replayOf = {rows.text(10)},
                    .createdAt = rows.time(11),
                    .finishedAt = rows.time(12)};
}

QList<Webhook> readWebhooks(Rows rows)
{
    QList<Webhook> webhooks;
    while (rows.next())
        webhooks.append(readWebhook(rows));
    return webhooks;
}

QList<Delivery> readDeliveries(Rows rows)
{
    QList<Delivery> deliveries;
    while (rows.next())
        deliveries.append(readDelivery(rows));
    return deliveries;
}

} // namespace

Result<void> WebhookStore::insert(Transaction &, const Webhook &webhook)
{
    TRY(m_database.run(
        "INSERT INTO webhook (id, owner, url, events, secret, created_at) VALUES (?, ?, ?, ?, ?, ?)"_L1,
        webhook.id.value, webhook.owner, webhook.url, QJsonArray::fromStringList(webhook.events),
        webhook.secret, webhook.createdAt));
    return {};
}

Result<void> WebhookStore::remove(Transaction &, const WebhookId &id)
{
    TRY(m_database.run("DELETE FROM webhook WHERE id = ?"_L1, id.value));
    return {};
}

Result<Webhook> WebhookStore::find(const WebhookId &id) const
{
    Rows rows = TRY(m_database.run("SELECT " WEBHOOK_COLUMNS " FROM webhook WHERE id = ?"_L1, id.value));
    if (!rows.next())
        return failure(ErrorCode::NotFound, u"Webhook not found"_s);
    return readWebhook(rows);
}

Result<QList<Webhook>> WebhookStore::list(const QString &owner, int limit, const WebhookId &before) const
{
    // "~" is above every id.
    const QString below = before.isEmpty() ? u"~"_s : before.value;
    if (owner.isEmpty())
        return readWebhooks(TRY(m_database.run("SELECT " WEBHOOK_COLUMNS
                                               " FROM webhook WHERE id < ? ORDER BY id DESC LIMIT ?"_L1,
                                               below, limit)));
    return readWebhooks(TRY(m_database.run(
        "SELECT " WEBHOOK_COLUMNS " FROM webhook WHERE owner = ? AND id < ? ORDER BY id DESC LIMIT ?"_L1,
        owner, below, limit)));
}

Result<qint64> WebhookStore::count(const QString &owner) const
{
    Rows rows = owner.isEmpty()
                    ? TRY(m_database.run("SELECT COUNT(*) FROM webhook"_L1))
                    : TRY(m_database.run("SELECT COUNT(*) FROM webhook WHERE owner = ?"_L1, owner));
    return rows.next() ? rows.integer(0) : 0;
}

Result<void> WebhookStore::insert(Transaction &, const Delivery &delivery)
{
    TRY(m_database.run(
        "INSERT OR IGNORE INTO webhook_delivery (id, webhook_id, seq, type, body, state, due_at, "
        "replay_of, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1,
        delivery.id.value, delivery.webhook.value, delivery.seq, delivery.type,
        QString::fromUtf8(delivery.body), toWord(delivery.state), delivery.dueAt, delivery.replayOf.value,
        delivery.createdAt));
    return {};
}

Result<void> WebhookStore::update(Transaction &, const Delivery &delivery)
{
    TRY(m_database.run(
        "UPDATE webhook_delivery SET state = ?, attempts = ?, due_at = ?, status = ?, error = ?, "
        "finished_at = ? WHERE id = ?"_L1,
        toWord(delivery.state), delivery.attempts, delivery.dueAt, delivery.status, delivery.error,
        delivery.finishedAt, delivery.id.value));
    return {};
}

Result<void> WebhookStore::failPending(Transaction &transaction, const WebhookId &webhook,
                                       const QString &error)
{
    TRY(m_database.run("UPDATE webhook_delivery SET state = ?, error = ?, finished_at = ?"
                       " WHERE webhook_id = ? AND state = 'pending'"_L1,
                       toWord(DeliveryState::Failed), error, transaction.now(), webhook.value));
    return {};
}

Result<Delivery> WebhookStore::delivery(const DeliveryId &id) const
{
    Rows rows =
        TRY(m_database.run("SELECT " DELIVERY_COLUMNS " FROM webhook_delivery WHERE id = ?"_L1, id.value));
    if (!rows.next())
        return failure(ErrorCode::NotFound, u"Delivery not found"_s);
    return readDelivery(rows);
}

Result<QList<Delivery>> WebhookStore::deliveries(const WebhookId &webhook, int limit,
                                                 const DeliveryId &before) const
{
    const QString below = before.isEmpty() ? u"~"_s : before.value;
    return readDeliveries(TRY(m_database.run("SELECT " DELIVERY_COLUMNS " FROM webhook_delivery"
                                             " WHERE webhook_id = ? AND id < ? ORDER BY id DESC LIMIT ?"_L1,
                                             webhook.value, below, limit)));
}

Result<QList<Delivery>> WebhookStore::due(const WebhookId &webhook, Timestamp now, int limit) const
{
    return readDeliveries(
        TRY(m_database.run("SELECT " DELIVERY_COLUMNS " FROM webhook_delivery WHERE webhook_id = ?"
                           " AND state = 'pending' AND due_at <= ? ORDER BY due_at, id LIMIT ?"_L1,
                           webhook.value, now, limit)));
}

Result<Timestamp> WebhookStore::nextDue(Timestamp now) const
{
    Rows rows = TRY(m_database.run("SELECT COALESCE(MIN(due_at), 0) FROM webhook_delivery"
                                   " WHERE state = 'pending' AND due_at > ?"_L1,
                                   now));
    return rows.next() ? rows.time(0) : Timestamp{};
}

Result<void> WebhookStore::forgetFinished(Transaction &, Timestamp before)
{
    TRY(m_database.run("DELETE FROM webhook_delivery WHERE finished_at > 0 AND finished_at < ?"_L1, before));
    return {};
}

Result<qint64> WebhookStore::place() const
{
    Rows rows = TRY(m_database.run("SELECT seq FROM webhook_place"_L1));
    return rows.next() ? rows.integer(0) : 0;
}

Result<void> WebhookStore::setPlace(Transaction &, qint64 seq)
{
    TRY(m_database.run("UPDATE webhook_place SET seq = ?"_L1, seq));
    return {};
}

} // namespace core
