// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QJsonObject>
#include <QNetworkReply>

#include <optional>

namespace core {

// Whom a call talks to, for the texts of its errors.
struct Origin
{
    QString provider = {};
    QString address = {}; // scheme, host and port
    QString model = {};
    bool hasKey = false;
};

// Errors of providers. Their texts say which provider it was and what to do; nothing that a server wrote is
// repeated in them or in `detail` but words that are known here, because servers quote keys and prompts.

// The server answered with something else than 2xx. `retryAfter` comes from retryAfterOf().
Error statusError(const Origin &origin, int status, const QByteArray &body, milliseconds retryAfter);

// The server sent an error object in place of the rest of its stream, or inside a 200.
Error streamError(const Origin &origin, const QJsonValue &error);

// What a server sent in place of a part of its answer or inside it: an object, with or without a list around
// it. Fails when it is no JSON, and with streamError() when it is an error, in whatever shape: below "error",
// in a list, bare.
Result<QJsonObject> answerObject(const Origin &origin, const QByteArray &json);

// The connection failed before or while an answer came.
Error networkError(const Origin &origin, QNetworkReply::NetworkError error);

// It took longer than it may. `what` goes on from the provider's name: "sent nothing for 60 s".
Error stalledError(const Origin &origin, const QString &what);

// It answered, and not in the protocol. `what` goes on from the provider's name; `retry` says whether it is
// likely to pass.
Error protocolError(const Origin &origin, const QString &what, Retry retry);

// The model, not the server, did something that cannot be used; another try may well go better.
Error modelError(const Origin &origin, const QString &what);

// The Retry-After of a reply, as seconds or as a date (measured by the reply's own Date where it has one,
// since clocks differ), or retry-after-ms; 0 when absent or unreadable, at most a day.
milliseconds retryAfterOf(const QNetworkReply &reply, Timestamp now);

} // namespace core
