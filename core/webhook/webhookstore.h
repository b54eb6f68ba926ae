// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journal.h"
#include "core/webhook/webhook.h"

namespace core {

// The SQL of webhooks and their deliveries, and nothing else.
class WebhookStore
{
public:
    explicit WebhookStore(Database &database)
        : m_database(database)
    {
    }

    Result<void> insert(Transaction &transaction, const Webhook &webhook);
    Result<void> remove(Transaction &transaction, const WebhookId &id); // its deliveries go with it
    Result<Webhook> find(const WebhookId &id) const;                    // NotFound
    // Newest first, those before `before` when it is given; of everybody for an empty owner.
    Result<QList<Webhook>> list(const QString &owner, int limit, const WebhookId &before) const;
    Result<qint64> count(const QString &owner) const;

    // One that is there already for the same event stays.
    Result<void> insert(Transaction &transaction, const Delivery &delivery);
    // Writes state, attempts, times and the last answer.
    Result<void> update(Transaction &transaction, const Delivery &delivery);
    // Gives up all that is still pending for an address.
    Result<void> failPending(Transaction &transaction, const WebhookId &webhook, const QString &error);
    Result<Delivery> delivery(const DeliveryId &id) const; // NotFound
    Result<QList<Delivery>> deliveries(const WebhookId &webhook, int limit, const DeliveryId &before) const;
    // Pending ones whose time has come, the oldest first.
    Result<QList<Delivery>> due(const WebhookId &webhook, Timestamp now, int limit) const;
    // When the next pending one after `now` is due; not set when there is none.
    Result<Timestamp> nextDue(Timestamp now) const;
    Result<void> forgetFinished(Transaction &transaction, Timestamp before);

    // Up to which event everything has become deliveries.
    Result<qint64> place() const;
    Result<void> setPlace(Transaction &transaction, qint64 seq);

private:
    Database &m_database;
};

} // namespace core
