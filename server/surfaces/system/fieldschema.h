// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/field.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>

namespace server::system {

// What a row of a table checks, as JSON Schema.
QJsonObject schemaOf(const Field &field);
QJsonObject schemaOf(const std::vector<Field> &fields); // of an object

// The example of such an object, put together from those of its fields; null when none has one.
QJsonValue exampleOf(const std::vector<Field> &fields);

// The headers of an answer, as OpenAPI names them; empty when there are none.
QJsonObject headersOf(const std::vector<Field> &headers);

// The types of an example, and of what is in it.
QJsonObject schemaOf(const QJsonValue &example);

// The schema with the names that the example has and it has not.
QJsonObject withNamesOf(QJsonObject schema, const QJsonValue &example);

// The JSON that a text holds: an object, a list, or nothing.
QJsonValue valueOf(const QByteArray &json);

} // namespace server::system
