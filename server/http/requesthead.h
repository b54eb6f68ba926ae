// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "server/http/guardlimits.h"
#include "server/http/method.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <variant>

namespace server {

// Whether two names of headers, or words in their values, are the same, in any case.
bool isSameWord(QByteArrayView one, QByteArrayView other);

// The head of a request, read strictly: what two readers could understand differently is refused, because a
// proxy in front of us would be one of them. A value; its views point into `bytes`, which copies share.
struct RequestHead
{
    struct Line
    {
        QByteArrayView name;
        QByteArrayView value;
    };

    QByteArray bytes = {}; // all of it, with the empty line at its end
    Method method = Method::Get;
    QByteArrayView path = {};  // as it was sent; '/', ASCII, without "//", "." and ".." parts
    QByteArrayView query = {}; // as it was sent, without the '?'
    QByteArrayView host = {};
    QList<Line> lines = {};
    qint64 contentLength = 0;
    bool chunked = false;
    bool lastOfConnection = false; // "Connection: close", or HTTP/1.0
    bool expectsContinue = false;
    bool upgradesToWebSocket = false;
    bool oldVersion = false; // HTTP/1.0: no chunked answers

    // The value of the first header of that name, in any case; empty when there is none.
    QByteArrayView header(QByteArrayView name) const;
    bool hasHeader(QByteArrayView name) const; // be it empty
    // All lines of that name as the one list that they are: "a, b". For headers that are lists.
    QByteArray list(QByteArrayView name) const;
    bool has(QByteArrayView name) const;
};

// Why a head was refused: a status, and a sentence for the log and the client.
struct Refusal
{
    int status = 400;
    const char *reason = "";
};

// Reads a whole head, up to and with its empty line. Pure.
std::variant<RequestHead, Refusal> parseHead(const QByteArray &bytes, const GuardLimits &limits);

} // namespace server
