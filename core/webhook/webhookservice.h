// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/ownerrights.h"
#include "core/base/alarm.h"
#include "core/journal/feed.h"
#include "core/task/taskstore.h"
#include "core/webhook/webhookpost.h"
#include "core/webhook/webhookstore.h"

#include <memory>
#include <unordered_map>

namespace core {

// Tells addresses of what happens to their owners' things. Every message is a row before it is sent and until
// it was taken, so it arrives at least once, also over a crash, with an id by which a receiver can tell that
// it had it. Its place in the events moves with the commit of what became of them, and goes back when that
// fails. What is not taken is sent again for about half a day. Receivers that are slow take up two places of
// their own and nobody else's. Nothing is told to who may not see it any more, such as a blocked account.
// Owned by the core; backend thread. Another owner's webhook is NotFound.
// Announces WebhookCreated and WebhookDeleted through the journal.
class WebhookService final : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostWebhooks = 50; // of one owner
    static constexpr qsizetype longestUrl = 2048;
    static constexpr qsizetype longestSecret = 256;
    static constexpr int greatestPage = 100;
    static constexpr int mostAttempts = 8;

    WebhookService(Database &database, Journal &journal, Feed &feed, Clock &clock, TaskStore &tasks,
                   OwnerRights &rights, Resolver &resolver, const AddressRules &rules, milliseconds keptFor);
    ~WebhookService() override;

    // Makes deliveries of what happened while nobody looked. Call once.
    Result<void> open();
    // Begins to send, once the program is up.
    void start();

    // Fails with InvalidArgument or Forbidden for an address that may not be reached.
    Result<Webhook> create(const NewWebhook &wanted, const Principal &principal);
    Result<void> remove(const WebhookId &id, const Principal &principal);
    Result<Webhook> find(const WebhookId &id, const Principal &principal) const;
    Result<QList<Webhook>> list(int limit, const WebhookId &before, const Principal &principal) const;
    Result<qint64> count(const Principal &principal) const;

    Result<Delivery> test(const WebhookId &id, const Principal &principal);
    Result<Delivery> replay(const WebhookId &id, const DeliveryId &delivery, const Principal &principal);
    Result<Delivery> delivery(const WebhookId &id, const DeliveryId &delivery,
                              const Principal &principal) const;
    // Newest first.
    Result<QList<Delivery>> deliveries(const WebhookId &id, int limit, const DeliveryId &before,
                                       const Principal &principal) const;

    // Being sent right now.
    qsizetype underWay() const { return qsizetype(m_posts.size()); }

private:
    void hear(const QList<Event> &events);
    Result<void> enqueue(const QList<Event> &events);
    Result<Delivery> enqueueOne(const Webhook &webhook, Delivery delivery);
    Result<void> catchUp();
    void fallBack();
    Result<void> load();
    void reloadAfterCommit();
    struct Post
    {
        WebhookId webhook = {};
        QString owner = {};
        std::unique_ptr<WebhookPost> run = {};
    };

    void pump();
    size_t placesFor(const Webhook &webhook) const;
    void send(const Webhook &webhook, const Delivery &delivery);
    void settle(Delivery delivery, const Result<WebhookAnswer> &answer);

    Journal &m_journal;
    Feed &m_feed;
    Clock &m_clock;
    TaskStore &m_tasks;
    OwnerRights &m_rights;
    Resolver &m_resolver;
    AddressRules m_rules;
    milliseconds m_keptFor; // what came to an end; 0: for ever
    WebhookStore m_store;
    Alarm m_due;
    QList<Webhook> m_webhooks; // of owners who may see what they tell of
    qint64 m_place = 0;        // up to here everything has become deliveries, once what is open is committed
    qint64 m_written = 0;      // and this much of that is on disk
    bool m_isBehind = false;   // what was heard after m_written is to be read again
    Alarm m_again;             // then it is
    qsizetype m_turn = 0;      // whose turn it is to be looked at first
    std::unordered_map<QString, Post> m_posts; // by delivery
    bool m_isStarted = false;
};

} // namespace core
