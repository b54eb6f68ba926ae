// SPDX-License-Identifier: GPL-3.0-or-later
// The part of WebhookService that turns events into deliveries, and sends them.
#include "core/base/log.h"
#include "core/webhook/webhookmessage.h"
#include "core/webhook/webhookservice.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 mostUnwritten = 1000; // events that a start may have to look at again
constexpr size_t postsAtOnce = 16;
constexpr size_t postsAtOnceOfOne = 2;   // of one webhook
constexpr size_t postsAtOnceOfOwner = 8; // the others have the rest, however many webhooks he has
constexpr int gone = 410; // a receiver that will not come back says so, and nothing more is sent to it
constexpr auto goneText =
    "The answer was 410: nobody is there any more, so nothing more is sent there until a test "
    "or a replay is taken. Delete the webhook if that is for good."_L1;
constexpr auto pauseAfterFailure = 5s;

// Between the tries; the last comes about twelve hours after the first.
constexpr milliseconds pauses[] = {5s, 30s, 2min, 10min, 1h, 3h, 8h};
static_assert(std::size(pauses) == WebhookService::mostAttempts - 1);

} // namespace

void WebhookService::hear(const QList<Event> &events)
{
    if (events.isEmpty() || m_isBehind)
        return;
    if (std::ranges::any_of(events, changesRights))
        reloadAfterCommit();
    if (m_webhooks.isEmpty()) {
        m_place = events.last().seq;
        return;
    }
    if (auto queued = enqueue(events); !queued) {
        qCWarning(logWebhook).noquote()
            << "Deliveries could not be stored:" << queued.error().text << queued.error().detail;
        fallBack();
    }
}

// The deliveries and the place behind their events are written together, so a crash neither loses nor
// repeats.
Result<void> WebhookService::enqueue(const QList<Event> &events)
{
    QList<Delivery> deliveries;
    for (const Event &event : events) {
        const QList<WebhookMessage> messages = messagesOf(event, m_tasks);
        for (const WebhookMessage &message : messages) {
            // A receiver tells messages apart by their ids, so the second of one event has another.
            const QString id = message.type == messages.first().type
                                   ? u"event-%1"_s.arg(event.seq)
                                   : u"event-%1-%2"_s.arg(QString::number(event.seq), message.type);
            for (const Webhook &webhook : m_webhooks) {
                if (webhook.owner != message.owner || webhook.isGone ||
                    (!webhook.events.contains(message.type) && !webhook.events.contains(u"*"_s)))
                    continue;
                deliveries.append({.id = newId<DeliveryId>("delivery-"_L1),
                                   .webhook = webhook.id,
                                   .seq = event.seq,
                                   .type = message.type,
                                   .body = bodyOf(message, id, event.at)});
            }
        }
    }
    const qint64 place = events.last().seq;
    if (deliveries.isEmpty() && place - m_written < mostUnwritten) {
        m_place = place;
        return {};
    }
    TRY(m_journal.record([&](Transaction &transaction) -> Result<void> {
        for (Delivery &delivery : deliveries) {
            delivery.createdAt = delivery.dueAt = transaction.now();
            TRY(m_store.insert(transaction, delivery));
        }
        if (m_keptFor > 0ms)
            TRY(m_store.forgetFinished(transaction, transaction.now() - m_keptFor));
        return m_store.setPlace(transaction, place);
    }));
    m_place = place;
    m_journal.whenCommitted(this, [this, place](const Result<void> &committed) {
        if (!committed)
            return fallBack();
        m_written = std::max(m_written, place);
        pump();
    });
    return {};
}

// How many more may be sent at once: of this webhook, of its owner, and of all.
size_t WebhookService::placesFor(const Webhook &webhook) const
{
    size_t ofWebhook = 0;
    size_t ofOwner = 0;
    for (const auto &[delivery, post] : m_posts) {
        ofWebhook += post.webhook == webhook.id;
        ofOwner += post.owner == webhook.owner;
    }
    const auto left = [](size_t most, size_t used) { return most - std::min(most, used); };
    return std::min({left(postsAtOnceOfOne, ofWebhook), left(postsAtOnceOfOwner, ofOwner),
                     left(postsAtOnce, m_posts.size())});
}

// Each webhook has places of its own, and each is looked at first in its turn, so none waits behind another.
void WebhookService::pump()
{
    if (!m_isStarted)
        return;
    const Timestamp now = m_clock.now();
    const qsizetype count = m_webhooks.size();
    m_turn = count > 0 ? (m_turn + 1) % count : 0;
    for (qsizetype i = 0; i < count && m_posts.size() < postsAtOnce; ++i) {
        const Webhook &webhook = m_webhooks[(m_turn + i) % count];
        size_t free = placesFor(webhook);
        if (free == 0)
            continue;
        const auto due = m_store.due(webhook.id, now, int(postsAtOnceOfOne * 2));
        if (!due) {
            qCWarning(logWebhook).noquote() << "Deliveries could not be read:" << due.error().detail;
            return m_due.tryAgain();
        }
        for (const Delivery &delivery : *due) {
            if (free == 0)
                break;
            if (m_posts.contains(delivery.id.value))
                continue;
            send(webhook, delivery);
            --free;
        }
    }
    const auto next = m_store.nextDue(now);
    next ? m_due.set(*next) : m_due.tryAgain();
}

void WebhookService::send(const Webhook &webhook, const Delivery &delivery)
{
    auto post = std::make_unique<WebhookPost>(
        m_resolver, m_rules,
        WebhookPost::Content{
            .url = QUrl(webhook.url, QUrl::StrictMode),
            .body = delivery.body,
            .headers = signedHeaders(delivery.id.value, m_clock.now(), delivery.body, webhook.secret)});
    connect(post.get(), &WebhookPost::finished, this,
            [this, delivery](const Result<WebhookAnswer> &answer) { settle(delivery, answer); });
    m_posts.emplace(delivery.id.value, Post{webhook.id, webhook.owner, std::move(post)});
}

void WebhookService::settle(Delivery delivery, const Result<WebhookAnswer> &answer)
{
    const auto recorded = m_journal.record([&](Transaction &transaction) -> Result<void> {
        ++delivery.attempts;
        delivery.status = answer ? answer->status : 0;
        const bool wasTaken = answer && answer->status >= 200 && answer->status < 300;
        const bool isLast = delivery.attempts >= mostAttempts || delivery.status == gone;
        if (wasTaken || isLast) {
            delivery.state = wasTaken ? DeliveryState::Delivered : DeliveryState::Failed;
            delivery.finishedAt = transaction.now();
        } else {
            const milliseconds wanted = answer ? answer->retryAfter : 0ms;
            delivery.dueAt = transaction.now() + std::max(wanted, pauses[delivery.attempts - 1]);
        }
        if (delivery.status == gone)
            delivery.error = goneText;
        else if (answer)
            delivery.error =
                wasTaken ? QString() : u"The answer was %1, and not one of 2xx."_s.arg(answer->status);
        else
            delivery.error = answer.error().text;
        TRY(m_store.update(transaction, delivery));
        // The Standard Webhooks have it so: the address is not used any more.
        return delivery.status == gone ? m_store.failPending(transaction, delivery.webhook, goneText)
                                       : Result<void>();
    });
    const bool wasGone = std::ranges::any_of(m_webhooks, [&delivery](const Webhook &webhook) {
        return webhook.id == delivery.webhook && webhook.isGone;
    });
    if (wasGone || delivery.status == gone)
        reloadAfterCommit();
    if (!recorded)
        qCWarning(logWebhook).noquote() << "A delivery could not be written:" << recorded.error().detail;
    m_journal.whenCommitted(
        this, [this, id = delivery.id, wasRecorded = bool(recorded)](const Result<void> &committed) {
            // What could not be written is still due, and must not be sent again and again.
            const auto pause = committed && wasRecorded ? 0s : pauseAfterFailure;
            QTimer::singleShot(pause, this, [this, id] {
                m_posts.erase(id.value);
                pump();
            });
        });
}

} // namespace core
