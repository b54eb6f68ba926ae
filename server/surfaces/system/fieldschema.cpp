// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/fieldschema.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace server::system {

using namespace Qt::Literals::StringLiterals;

namespace {

QString typeOf(FieldType type)
{
    switch (type) {
    case FieldType::Text:
        return u"string"_s;
    case FieldType::Integer:
        return u"integer"_s;
    case FieldType::Number:
        return u"number"_s;
    case FieldType::Boolean:
        return u"boolean"_s;
    case FieldType::Object:
        return u"object"_s;
    case FieldType::List:
    case FieldType::TextList:
        return u"array"_s;
    case FieldType::Nothing:
    case FieldType::Any:
        break;
    }
    return {};
}

// How JSON Schema names the ends of a range of this type.
std::pair<QString, QString> rangeNames(FieldType type)
{
    if (type == FieldType::Text)
        return {u"minLength"_s, u"maxLength"_s};
    if (type == FieldType::List || type == FieldType::TextList)
        return {u"minItems"_s, u"maxItems"_s};
    if (type == FieldType::Object)
        return {u"minProperties"_s, u"maxProperties"_s};
    return {u"minimum"_s, u"maximum"_s};
}

void insertRange(QJsonObject &schema, const Field &field)
{
    const auto [least, most] = rangeNames(field.type);
    if (field.minimum)
        schema.insert(least, *field.minimum);
    if (field.maximum)
        schema.insert(most, *field.maximum);
}

} // namespace

QJsonObject schemaOf(const Field &field)
{
    QJsonObject schema;
    const QString type = typeOf(field.type);
    if (!type.isEmpty())
        schema.insert(u"type"_s, field.null == Null::Possible ? QJsonValue(QJsonArray{type, u"null"_s})
                                                              : QJsonValue(type));
    insertRange(schema, field);
    const QJsonArray allowed = QJsonArray::fromStringList(field.allowed);
    if (field.type == FieldType::TextList)
        schema.insert(u"items"_s, allowed.isEmpty()
                                      ? QJsonObject{{u"type"_s, u"string"_s}}
                                      : QJsonObject{{u"type"_s, u"string"_s}, {u"enum"_s, allowed}});
    else if (field.type == FieldType::List && !field.fields.empty())
        schema.insert(u"items"_s, schemaOf(field.fields));
    else if (field.type == FieldType::List)
        schema.insert(u"items"_s, QJsonObject());
    else if (!allowed.isEmpty())
        schema.insert(u"enum"_s, allowed);
    if (field.type == FieldType::Object && !field.fields.empty())
        schema = schemaOf(field.fields);
    if (field.type == FieldType::Nothing)
        schema.insert(u"enum"_s, QJsonArray{QJsonValue(), false});
    if (!field.summary.isEmpty())
        schema.insert(u"description"_s, field.summary);
    if (!field.example.isNull())
        schema.insert(u"examples"_s, QJsonArray{field.example});
    return schema;
}

QJsonObject schemaOf(const std::vector<Field> &fields)
{
    QJsonObject properties;
    QJsonArray required;
    for (const Field &field : fields) {
        properties.insert(field.name, schemaOf(field));
        if (field.presence == Presence::Required)
            required.append(field.name);
    }
    QJsonObject schema{{u"type"_s, u"object"_s}, {u"properties"_s, properties}};
    if (!required.isEmpty())
        schema.insert(u"required"_s, required);
    return schema;
}

QJsonValue exampleOf(const std::vector<Field> &fields)
{
    QJsonObject object;
    for (const Field &field : fields) {
        const QJsonValue example = field.example.isNull() ? exampleOf(field.fields) : field.example;
        if (!example.isNull())
            object.insert(field.name, field.type == FieldType::List && field.example.isNull()
                                          ? QJsonValue(QJsonArray{example})
                                          : example);
    }
    return object.isEmpty() ? QJsonValue() : QJsonValue(object);
}

QJsonObject headersOf(const std::vector<Field> &headers)
{
    QJsonObject told;
    for (const Field &field : headers) {
        QJsonObject schema = schemaOf(field);
        schema.remove(u"description"_s);
        QJsonObject header{{u"schema"_s, schema}, {u"required"_s, field.presence == Presence::Required}};
        if (!field.summary.isEmpty())
            header.insert(u"description"_s, field.summary);
        told.insert(field.name, header);
    }
    return told;
}

QJsonObject schemaOf(const QJsonValue &example)
{
    switch (example.type()) {
    case QJsonValue::Bool:
        return {{u"type"_s, u"boolean"_s}};
    case QJsonValue::Double:
        return {{u"type"_s, u"number"_s}};
    case QJsonValue::String:
        return {{u"type"_s, u"string"_s}};
    case QJsonValue::Array: {
        const QJsonArray list = example.toArray();
        return {{u"type"_s, u"array"_s},
                {u"items"_s, list.isEmpty() ? QJsonObject() : schemaOf(QJsonValue(list.first()))}};
    }
    case QJsonValue::Object: {
        const QJsonObject object = example.toObject();
        QJsonObject properties;
        for (auto it = object.begin(); it != object.end(); ++it)
            properties.insert(it.key(), schemaOf(QJsonValue(it.value())));
        return {{u"type"_s, u"object"_s}, {u"properties"_s, properties}};
    }
    default:
        return {};
    }
}

QJsonObject withNamesOf(QJsonObject schema, const QJsonValue &example)
{
    if (schema.isEmpty()) // anything at all
        return schema;
    const QJsonArray list = example.toArray();
    QJsonObject items = schema.value(u"items"_s).toObject();
    for (const QJsonValue &one : list)
        items = items.isEmpty() ? schemaOf(one) : withNamesOf(items, one);
    if (!items.isEmpty())
        schema.insert(u"items"_s, items);
    QJsonObject names = schema.value(u"properties"_s).toObject();
    const QJsonObject object = example.toObject();
    for (auto it = object.begin(); !names.isEmpty() && it != object.end(); ++it) {
        const QJsonObject known = names.value(it.key()).toObject();
        names.insert(it.key(),
                     names.contains(it.key()) ? withNamesOf(known, *it) : schemaOf(QJsonValue(*it)));
    }
    if (!names.isEmpty())
        schema.insert(u"properties"_s, names);
    return schema;
}

QJsonValue valueOf(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (document.isObject())
        return document.object();
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue();
}

} // namespace server::system
