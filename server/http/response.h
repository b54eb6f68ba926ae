// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>

namespace server {

struct Header
{
    QByteArray name = {};
    QByteArray value = {};
};

// What a handler answers. The server adds the headers that every answer has, drops what is no valid header
// (a line break in a value would forge another one) and writes it all at once.
struct Response
{
    int status = 200;
    QByteArray contentType = {}; // empty only when there is no body
    QList<Header> headers = {};
    QByteArray body = {};

    static Response json(int status, const QJsonObject &object);
    static Response json(int status, const QJsonArray &array);
    // JSON that is already text.
    static Response jsonText(int status, QByteArray text);
    static Response text(int status, QByteArray text, QByteArray type = "text/plain; charset=utf-8");
    static Response empty(int status = 204);
    static Response redirect(int status, const QByteArray &location);

    void addHeader(QByteArray name, QByteArray value);
    // Response::json(200, object).with("X-Workflow-ID", id)
    Response &&with(QByteArray name, QByteArray value) &&;
};

} // namespace server
