// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/request.h"

#include <algorithm>

namespace server {

namespace {

const QString *find(const QList<std::pair<QString, QString>> &items, QStringView name)
{
    for (const auto &[known, value] : items) {
        if (known == name)
            return &value;
    }
    return nullptr;
}

} // namespace

bool isPlainId(QByteArrayView id)
{
    return !id.isEmpty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '_' || c == '.' || c == ':';
    });
}

QString Request::parameter(QStringView name) const
{
    const QString *value = find(parameters, name);
    return value != nullptr ? *value : QString();
}

std::optional<QString> Request::query(QStringView name) const
{
    const QString *value = find(queryItems, name);
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

qint64 Request::queryInteger(QStringView name, qint64 otherwise) const
{
    const QString *value = find(queryItems, name);
    bool isNumber = false;
    const qint64 number = value != nullptr ? value->toLongLong(&isNumber) : 0;
    return isNumber ? number : otherwise;
}

bool Request::queryFlag(QStringView name, bool otherwise) const
{
    const QString *value = find(queryItems, name);
    if (value == nullptr || value->isEmpty())
        return otherwise;
    return *value == QLatin1StringView("true") || *value == QLatin1StringView("1");
}

QByteArray Request::requestId() const
{
    const QByteArrayView given = header("x-request-id");
    return isPlainId(given) ? given.toByteArray() : traceId;
}

} // namespace server
