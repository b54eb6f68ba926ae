// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/webhook/webhookservice.h"

#include "core/base/log.h"
#include "core/webhook/webhookmessage.h"

#include <algorithm>
#include <limits>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

Result<void> check(const NewWebhook &wanted, const AddressRules &rules)
{
    if (wanted.url.size() > WebhookService::longestUrl)
        return invalid(u"url"_s, u"url is longer than 2,048 characters"_s);
    const auto url = checkedUrl(wanted.url, rules);
    if (!url) {
        Error error = url.error();
        error.field = u"url"_s;
        return error;
    }
    if (wanted.events.isEmpty())
        return invalid(u"events"_s, u"events must name at least one event"_s);
    const QStringList known = webhookEvents();
    for (const QString &event : wanted.events) {
        if (wanted.events.count(event) > 1)
            return invalid(u"events"_s, u"events names “%1” twice"_s.arg(event.left(60)));
        if (event != "*"_L1 && !known.contains(event))
            return invalid(u"events"_s,
                           u"There is no event “%1”. There are: %2"_s.arg(event.left(60), known.join(u", ")));
    }
    if (!wanted.secret.isEmpty() &&
        (wanted.secret.size() < 16 || wanted.secret.size() > WebhookService::longestSecret))
        return invalid(u"secret"_s, u"secret must have 16 to 256 characters"_s);
    if (!isWebhookSecret(wanted.secret))
        return invalid(u"secret"_s, u"secret begins with whsec_, so base64 must follow, with its padding"_s);
    return {};
}

Event webhookEvent(EventType type, const Webhook &webhook, const QString &actor, const QString &verb)
{
    const QString host = QUrl(webhook.url).host();
    return {.type = type,
            .subject = webhook.id.value,
            .actor = actor,
            .message = u"A webhook to %1 was %2"_s.arg(host, verb),
            .payload = {{u"webhook_id"_s, webhook.id.value},
                        {u"host"_s, host},
                        {u"events"_s, QJsonArray::fromStringList(webhook.events)}}};
}

Error notFound()
{
    return failure(ErrorCode::NotFound, u"Webhook not found"_s);
}

} // namespace

WebhookService::WebhookService(Database &database, Journal &journal, Feed &feed, Clock &clock,
                               TaskStore &tasks, OwnerRights &rights, Resolver &resolver,
                               const AddressRules &rules, milliseconds keptFor)
    : m_journal(journal)
    , m_feed(feed)
    , m_clock(clock)
    , m_tasks(tasks)
    , m_rights(rights)
    , m_resolver(resolver)
    , m_rules(rules)
    , m_keptFor(keptFor)
    , m_store(database)
    , m_due(clock)
    , m_again(clock)
{
    connect(&feed, &Feed::announced, this, &WebhookService::hear);
    connect(&m_due, &Alarm::rang, this, &WebhookService::pump);
    connect(&m_again, &Alarm::rang, this, [this] {
        if (auto done = catchUp(); !done) {
            qCWarning(logWebhook).noquote()
                << "Deliveries could not be stored:" << done.error().text << done.error().detail;
            fallBack();
        }
    });
}

WebhookService::~WebhookService() = default;

Result<void> WebhookService::load()
{
    QList<Webhook> known;
    for (const Webhook &webhook : TRY(m_store.list({}, std::numeric_limits<int>::max(), {}))) {
        if ((TRY(m_rights.of(webhook.owner)) & (Scope::SessionsRead | Scope::SessionsWrite)) != Scopes())
            known.append(webhook);
    }
    m_webhooks = known;
    return {};
}

Result<void> WebhookService::open()
{
    TRY(load());
    m_place = m_written = TRY(m_store.place());
    if (m_webhooks.isEmpty())
        m_place = m_journal.committedSeq();
    return catchUp();
}

Result<void> WebhookService::catchUp()
{
    TRY(load());
    while (m_place < m_journal.committedSeq()) {
        const QList<Event> missed = TRY(m_feed.events({.after = m_place}));
        if (missed.isEmpty())
            break;
        TRY(enqueue(missed));
        TRY(m_journal.commit());
    }
    m_isBehind = false;
    return {};
}

// What was to be written is not: from there on everything is read again, and nothing is stored twice.
void WebhookService::fallBack()
{
    m_place = m_written;
    m_isBehind = true;
    m_again.tryAgain();
}

void WebhookService::start()
{
    m_isStarted = true;
    pump();
}

Result<Webhook> WebhookService::create(const NewWebhook &wanted, const Principal &principal)
{
    TRY(check(wanted, m_rules));
    const Webhook made = TRY(m_journal.record([&](Transaction &transaction) -> Result<Webhook> {
        if (TRY(m_store.count(principal.user)) >= mostWebhooks)
            return failure(
                ErrorCode::RateLimited,
                u"There are %1 webhooks, which is the most. Delete one first."_s.arg(mostWebhooks));
        const Webhook webhook{.id = newId<WebhookId>("webhook-"_L1),
                              .owner = principal.user,
                              .url = wanted.url,
                              .events = wanted.events,
                              .secret = wanted.secret.isEmpty() ? newWebhookSecret() : wanted.secret,
                              .createdAt = transaction.now()};
        TRY(m_store.insert(transaction, webhook));
        // Nobody had to know the place while there was no webhook.
        TRY(m_store.setPlace(transaction, m_place));
        TRY(transaction.announce(
            webhookEvent(EventType::WebhookCreated, webhook, principal.name, u"added"_s)));
        return webhook;
    }));
    m_journal.whenCommitted(this, [this, place = m_place](const Result<void> &committed) {
        if (committed)
            m_written = std::max(m_written, place);
    });
    reloadAfterCommit();
    return made;
}

Result<void> WebhookService::remove(const WebhookId &id, const Principal &principal)
{
    const Webhook webhook = TRY(find(id, principal));
    TRY(m_journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(m_store.remove(transaction, id));
        TRY(transaction.announce(
            webhookEvent(EventType::WebhookDeleted, webhook, principal.name, u"removed"_s)));
        return {};
    }));
    reloadAfterCommit();
    return {};
}

void WebhookService::reloadAfterCommit()
{
    m_journal.whenCommitted(this, [this](const Result<void> &) {
        if (auto loaded = load(); !loaded) {
            qCWarning(logWebhook).noquote() << "The webhooks could not be read:" << loaded.error().detail;
            fallBack();
        }
        std::erase_if(m_posts, [this](const auto &post) {
            return std::none_of(m_webhooks.begin(), m_webhooks.end(), [&post](const Webhook &webhook) {
                return webhook.id == post.second.webhook;
            });
        });
    });
}

Result<Webhook> WebhookService::find(const WebhookId &id, const Principal &principal) const
{
    Webhook webhook = TRY(m_store.find(id));
    return principal.sees(webhook.owner) ? Result<Webhook>(webhook) : notFound();
}

Result<QList<Webhook>> WebhookService::list(int limit, const WebhookId &before,
                                            const Principal &principal) const
{
    return m_store.list(principal.may(Scope::Administer) ? QString() : principal.user,
                        std::clamp(limit, 1, greatestPage), before);
}

Result<qint64> WebhookService::count(const Principal &principal) const
{
    return m_store.count(principal.may(Scope::Administer) ? QString() : principal.user);
}

Result<Delivery> WebhookService::enqueueOne(const Webhook &webhook, Delivery delivery)
{
    delivery.id = newId<DeliveryId>("delivery-"_L1);
    delivery.webhook = webhook.id;
    const Delivery made = TRY(m_journal.record([&](Transaction &transaction) -> Result<Delivery> {
        delivery.createdAt = delivery.dueAt = transaction.now();
        if (delivery.body.isEmpty())
            delivery.body = bodyOf({.type = delivery.type, .data = {{u"webhook_id"_s, webhook.id.value}}},
                                   delivery.id.value, transaction.now());
        TRY(m_store.insert(transaction, delivery));
        return delivery;
    }));
    m_journal.whenCommitted(this, [this](const Result<void> &) { pump(); });
    return made;
}

Result<Delivery> WebhookService::test(const WebhookId &id, const Principal &principal)
{
    return enqueueOne(TRY(find(id, principal)), {.type = u"webhook.test"_s});
}

Result<Delivery> WebhookService::replay(const WebhookId &id, const DeliveryId &wanted,
                                        const Principal &principal)
{
    const Webhook webhook = TRY(find(id, principal));
    const Delivery before = TRY(delivery(id, wanted, principal));
    return enqueueOne(webhook, {.type = before.type, .body = before.body, .replayOf = before.id});
}

Result<Delivery> WebhookService::delivery(const WebhookId &id, const DeliveryId &wanted,
                                          const Principal &principal) const
{
    TRY(find(id, principal));
    Delivery found = TRY(m_store.delivery(wanted));
    if (found.webhook != id)
        return failure(ErrorCode::NotFound, u"Delivery not found"_s);
    return found;
}

Result<QList<Delivery>> WebhookService::deliveries(const WebhookId &id, int limit, const DeliveryId &before,
                                                   const Principal &principal) const
{
    TRY(find(id, principal));
    return m_store.deliveries(id, std::clamp(limit, 1, greatestPage), before);
}

} // namespace core
