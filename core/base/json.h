// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>

#include <optional>

namespace core {

// JSON text in UTF-8 without spaces.
QByteArray toBytes(const QJsonObject &object);
QByteArray toBytes(const QJsonArray &array);
QString toCompactText(const QJsonValue &value);

// Whether an object takes more than so many bytes as such a text. One that is far larger is not written out
// to see it, so this holds no thread up.
bool isLargerThan(const QJsonObject &object, qsizetype bytes);

// The text of a time, or null where none is set.
QJsonValue timeOrNull(Timestamp time);

// Reads an object out of bytes from outside. Fails with InvalidArgument and a text that says where it broke,
// also where a number would come out as another: what is taken is kept as it was given.
Result<QJsonObject> parseObject(const QByteArray &bytes);

// As parseObject(), for what somebody sends: it refuses a name that stands twice in one object as well,
// because readers differ in which of the two counts.
Result<QJsonObject> parseRequest(const QByteArray &bytes);

// Whether a number keeps its value as a QJsonValue: whole ones of 64 bits do, and what a double stands for,
// also when it is written with more digits than needed. `text` is a number of JSON.
bool isKeptNumber(QByteArrayView text);

// Whether a value is a whole number of 64 bits, so that toInteger() is all of it.
bool isWholeNumber(const QJsonValue &value);

// How many of those characters stand outside of the strings of a JSON text.
qsizetype countOutsideStrings(QByteArrayView json, QByteArrayView characters);

// Where the first number stands that would not be kept, in bytes that are JSON; nothing when all are.
std::optional<qsizetype> unkeptNumberIn(QByteArrayView json);

// Reads an object that we stored ourselves; an empty or unreadable text is an empty object.
QJsonObject storedObject(const QString &text);
QJsonArray storedArray(const QString &text);

// How deep a value is nested; what comes from outside is refused beyond 64.
int depthOf(const QJsonValue &value);

} // namespace core
