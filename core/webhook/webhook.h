// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"

#include <QStringList>

namespace core {

using WebhookId = Id<struct WebhookTag>;
using DeliveryId = Id<struct DeliveryTag>;

// A row of the table `webhook`: an address that its owner wants to be told of events at.
struct Webhook
{
    WebhookId id = {};
    QString owner = {};
    QString url = {};
    QStringList events = {}; // their names; "*" is all of them
    QString secret = {};     // "whsec_" and base64; signs what is sent
    Timestamp createdAt = {};
    // The last answer from there was 410: nothing is sent but what somebody asks for, a test or a replay,
    // until that is taken.
    bool isGone = false;
};

struct NewWebhook
{
    QString url = {};
    QStringList events = {};
    QString secret = {}; // made up when empty
};

enum class DeliveryState { Pending, Delivered, Failed };

template<>
struct Words<DeliveryState>
{
    static constexpr std::pair<DeliveryState, const char *> table[] = {
        {DeliveryState::Pending, "pending"},
        {DeliveryState::Delivered, "delivered"},
        {DeliveryState::Failed, "failed"},
    };
};

// A row of the table `webhook_delivery`: one message for one address. Its id goes with it, so that a receiver
// that gets it twice can tell.
struct Delivery
{
    DeliveryId id = {};
    WebhookId webhook = {};
    qint64 seq = 0; // of the event; 0 for a test or a replay
    QString type = {};
    QByteArray body = {}; // JSON, as it is signed and sent
    DeliveryState state = DeliveryState::Pending;
    int attempts = 0;
    Timestamp dueAt = {};
    int status = 0; // of the last answer; 0 when there was none
    QString error = {};
    DeliveryId replayOf = {};
    Timestamp createdAt = {};
    Timestamp finishedAt = {};
};

} // namespace core
