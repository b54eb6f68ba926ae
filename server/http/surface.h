// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/endpoint.h"

#include <QByteArrayList>

namespace server {

// How a surface says that something went wrong. `status` is what will be sent unless the function sets
// another. The request may be one that was refused early: then its endpoint is null and its principal empty.
using ErrorShape = std::function<Response(const core::Error &error, int status, const Request &request)>;

// What is said of an error, and when another attempt makes sense, where that is known and not said.
QString sentenceOf(const core::Error &error);

// {"error": sentence}
Response plainError(const core::Error &error, int status, const Request &request);

// What a published contract has and this server does not: what is said of that address and of all below it.
struct NotOffered
{
    QByteArray prefix = {};
    QString text = {};
};

// One published contract: a table of endpoints and the shape of its errors. A path that no endpoint has
// gets the shape of the surface with the longest prefix that matches; without one, plainError().
struct Surface
{
    QString name = {};
    QString summary = {};         // what the contract is for; for the documentation
    QByteArrayList prefixes = {}; // "/api/v1/tasks" matches itself, "/api/v1/tasks/…" and nothing else
    std::vector<Endpoint> endpoints = {};
    std::vector<NotOffered> notOffered = {};
    ErrorShape shapeError = plainError;
    QString keyWanted = QStringLiteral(
        "Authentication required: send a key as X-API-Key, or as Authorization: Bearer"); // said with a 401
    std::optional<RateLimit> limit = {}; // of rows that count; without one, the server's usual limit
};

} // namespace server
