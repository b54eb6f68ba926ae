// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>

namespace core {

// JSON text in UTF-8 without spaces.
QByteArray toBytes(const QJsonObject &object);
QByteArray toBytes(const QJsonArray &array);
QString toCompactText(const QJsonValue &value);

// The text of a time, or null where none is set.
QJsonValue timeOrNull(Timestamp time);

// Reads an object out of bytes from outside. Fails with InvalidArgument and a text that says where it broke.
Result<QJsonObject> parseObject(const QByteArray &bytes);

// Reads an object that we stored ourselves; an empty or unreadable text is an empty object.
QJsonObject storedObject(const QString &text);
QJsonArray storedArray(const QString &text);

// How deep a value is nested; what comes from outside is refused beyond 64.
int depthOf(const QJsonValue &value);

} // namespace core
