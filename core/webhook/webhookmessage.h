// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/event.h"
#include "core/task/taskstore.h"

namespace core {

// What is told to webhooks of an event: its name there, whose it is, and what there is to know.
struct WebhookMessage
{
    QString type = {};
    QString owner = {};
    QJsonObject data = {};
};

// The names that webhooks can listen to, in order; "*" is all of them.
QStringList webhookEvents();

// What an event is to webhooks: nothing, one message, or two, as a task that failed is also an agent that
// did.
QList<WebhookMessage> messagesOf(const Event &event, TaskStore &tasks);

// JSON of a message: {"id", "type", "timestamp", "data"}.
QByteArray bodyOf(const WebhookMessage &message, const QString &id, Timestamp at);

// The headers that go with a delivery, as the Standard Webhooks say: its id, the time, and the HMAC-SHA256 of
// "id.time.body" with the secret.
QList<std::pair<QByteArray, QByteArray>> signedHeaders(const QString &id, Timestamp now,
                                                       const QByteArray &body, const QString &secret);

// Whether a secret that somebody chose can be used: behind "whsec_" must be base64, padded, as receivers
// decode it. Any other text is its own key.
bool isWebhookSecret(const QString &secret);

// A secret of 256 random bits.
QString newWebhookSecret();

} // namespace core
