// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "server/http/method.h"
#include "server/http/requesthead.h"
#include "server/http/spooledbody.h"

#include <QByteArray>
#include <QHostAddress>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <memory>
#include <optional>
#include <utility>

namespace server {

struct Endpoint;

// Whether a client's id is short and made of letters that need no care wherever it is shown.
bool isPlainId(QByteArrayView id);

// One request, as a handler gets it: checked against its endpoint's row, with the caller known. A value;
// copying shares. A handler may keep a copy, but the reference that it is given lives only for the call.
struct Request
{
    Method method = Method::Get; // Get also for a HEAD that a GET endpoint answers
    QString path = {};           // percent-decoded, without the query
    RequestHead head = {};
    QByteArray body = {};
    std::shared_ptr<SpooledBody> file = {}; // the body, where the endpoint's row wants it in a file
    QJsonObject json = {};                  // the body, when the endpoint's row describes one
    core::Principal principal = {};
    QHostAddress peer = {};
    QByteArray traceId = {};
    QByteArray spanId = {};
    const Endpoint *endpoint = nullptr;
    QList<std::pair<QString, QString>> parameters = {}; // "{id}" of the path, decoded
    QList<std::pair<QString, QString>> queryItems = {}; // decoded, in order

    // A part of the path: parameter(u"id") of "/tasks/{id}". Empty when the path has no such part.
    QString parameter(QStringView name) const;

    // The first query item of that name; nothing when there is none.
    std::optional<QString> query(QStringView name) const;
    // The same as a number, or `otherwise`. The endpoint's row has refused what is no number.
    qint64 queryInteger(QStringView name, qint64 otherwise) const;
    bool queryFlag(QStringView name, bool otherwise) const;

    // The value of a header, found without regard to case; empty when there is none.
    QByteArrayView header(QByteArrayView name) const { return head.header(name); }
    bool wantsEventStream() const { return head.list("accept").contains("text/event-stream"); }

    // What the client calls this request (X-Request-ID), where that is a plain word, or else the trace id.
    QByteArray requestId() const;
};

} // namespace server
