// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/response.h"

#include "core/base/json.h"

#include <utility>

namespace server {

Response Response::json(int status, const QJsonObject &object)
{
    return jsonText(status, core::toBytes(object));
}

Response Response::json(int status, const QJsonArray &array)
{
    return jsonText(status, core::toBytes(array));
}

Response Response::jsonText(int status, QByteArray text)
{
    return Response{
        .status = status, .contentType = QByteArrayLiteral("application/json"), .body = std::move(text)};
}

Response Response::text(int status, QByteArray text, QByteArray type)
{
    return Response{.status = status, .contentType = std::move(type), .body = std::move(text)};
}

Response Response::empty(int status)
{
    return Response{.status = status};
}

Response Response::redirect(int status, const QByteArray &location)
{
    return Response{.status = status, .headers = {{QByteArrayLiteral("Location"), location}}};
}

void Response::addHeader(QByteArray name, QByteArray value)
{
    headers.append(Header{std::move(name), std::move(value)});
}

Response &&Response::with(QByteArray name, QByteArray value) &&
{
    addHeader(std::move(name), std::move(value));
    return std::move(*this);
}

} // namespace server
