// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include <QJsonDocument>

#include <algorithm>

namespace core {

QJsonValue timeOrNull(Timestamp time)
{
    return isSet(time) ? QJsonValue(toText(time)) : QJsonValue(QJsonValue::Null);
}

QByteArray toBytes(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray toBytes(const QJsonArray &array)
{
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

QString toCompactText(const QJsonValue &value)
{
    if (value.isObject())
        return QString::fromUtf8(toBytes(value.toObject()));
    if (value.isArray())
        return QString::fromUtf8(toBytes(value.toArray()));
    const QByteArray wrapped = toBytes(QJsonArray{value});
    return QString::fromUtf8(wrapped.sliced(1, wrapped.size() - 2));
}

Result<QJsonObject> parseObject(const QByteArray &bytes)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &problem);
    if (problem.error != QJsonParseError::NoError)
        return invalid(QStringLiteral("body"),
                       QStringLiteral("%1 at byte %2").arg(problem.errorString()).arg(problem.offset));
    if (!document.isObject())
        return invalid(QStringLiteral("body"), QStringLiteral("a JSON object is expected"));
    if (depthOf(document.object()) > 64)
        return invalid(QStringLiteral("body"), QStringLiteral("nested deeper than 64 levels"));
    return document.object();
}

QJsonObject storedObject(const QString &text)
{
    return text.isEmpty() ? QJsonObject{} : QJsonDocument::fromJson(text.toUtf8()).object();
}

QJsonArray storedArray(const QString &text)
{
    return text.isEmpty() ? QJsonArray{} : QJsonDocument::fromJson(text.toUtf8()).array();
}

int depthOf(const QJsonValue &value)
{
    int deepest = 0;
    if (value.isObject()) {
        for (const QJsonValue &child : value.toObject())
            deepest = std::max(deepest, depthOf(child));
        return deepest + 1;
    }
    if (value.isArray()) {
        for (const QJsonValue &child : value.toArray())
            deepest = std::max(deepest, depthOf(child));
        return deepest + 1;
    }
    return 0;
}

} // namespace core
