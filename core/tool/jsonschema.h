// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>

namespace core {

// What does not fit, and where: path "items[0].price", text "must be a number".
struct SchemaProblem
{
    QString path = {}; // empty: the value itself
    QString text = {};

    // "items[0].price: must be a number"
    QString line() const;
};

// Checks a value against the part of JSON Schema that tools use: type, properties, required,
// additionalProperties, enum, const, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength,
// maxLength, pattern, items, minItems, maxItems, anyOf and format (uri, date-time). Other keywords are
// ignored. Reports at most 20 problems; takes bounded time for every schema that passed checkSchema().
QList<SchemaProblem> check(const QJsonValue &schema, const QJsonValue &value);

// Whether a schema itself can be used; its paths are those of the schema: "properties.amount.type".
QList<SchemaProblem> checkSchema(const QJsonValue &schema);

// The problems in one line, as an InvalidArgument that names the first field. None is success.
Result<void> toResult(const QList<SchemaProblem> &problems);

} // namespace core
