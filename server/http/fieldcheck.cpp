// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/fieldcheck.h"

#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/base/numbertext.h"
#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostNames = 100;                     // of an object that a person may have written
constexpr double largestExact = 9'007'199'254'740'992.0; // beyond this a double skips whole numbers

QString nameOf(FieldType type)
{
    switch (type) {
    case FieldType::Text:
        return u"a text"_s;
    case FieldType::Integer:
        return u"a whole number"_s;
    case FieldType::Number:
        return u"a number"_s;
    case FieldType::Boolean:
        return u"true or false"_s;
    case FieldType::Object:
        return u"an object"_s;
    case FieldType::List:
        return u"a list"_s;
    case FieldType::TextList:
        return u"a list of texts"_s;
    case FieldType::Nothing:
        return u"left out: it is not offered here"_s;
    case FieldType::Any:
        break;
    }
    return u"a value"_s;
}

QString unitOf(FieldType type)
{
    if (type == FieldType::Text)
        return u" characters"_s;
    const bool hasElements =
        type == FieldType::List || type == FieldType::TextList || type == FieldType::Object;
    return hasElements ? u" elements"_s : QString();
}

QString rangeOf(const Field &field)
{
    const QString unit = unitOf(field.type);
    const QString has = unit.isEmpty() ? u" must be "_s : u" must have "_s;
    const auto number = [](double value) { return core::numberText(value); };
    if (field.minimum && field.maximum)
        return has + u"between "_s + number(*field.minimum) + u" and "_s + number(*field.maximum) + unit;
    return field.minimum ? has + u"at least "_s + number(*field.minimum) + unit
                         : has + u"at most "_s + number(field.maximum.value_or(0)) + unit;
}

// Checks one value; `path` is its name from the outside.
class FieldChecker
{
public:
    FieldChecker(const Field &field, QString path)
        : m_field(field)
        , m_path(std::move(path))
    {
    }

    core::Result<void> json(const QJsonValue &value) const
    {
        const bool absent = value.isUndefined() || value.isNull();
        const bool blank = value.isString() && value.toString().trimmed().isEmpty();
        if (m_field.presence == Presence::Required && (absent || blank))
            return missing();
        if (absent)
            return {};
        if (!hasType(value))
            return refused(u" must be "_s + nameOf(m_field.type), value);
        switch (m_field.type) {
        case FieldType::Text:
            return text(value.toString());
        case FieldType::Integer:
        case FieldType::Number:
            return number(value.toDouble());
        case FieldType::Object:
            return object(value.toObject());
        case FieldType::List:
        case FieldType::TextList:
            return list(value.toArray());
        default:
            return {};
        }
    }

    core::Result<void> fromText(const QString &value) const
    {
        if (value.isEmpty() && m_field.type != FieldType::Text)
            return {};
        if (m_field.type == FieldType::Boolean) {
            const bool known = value == u"true" || value == u"false" || value == u"1" || value == u"0";
            return known ? core::Result<void>() : refused(u" must be true or false"_s, value);
        }
        if (m_field.type != FieldType::Integer && m_field.type != FieldType::Number)
            return text(value);
        bool isNumber = false;
        const double read = m_field.type == FieldType::Integer ? double(value.toLongLong(&isNumber))
                                                               : value.toDouble(&isNumber);
        if (!isNumber || !std::isfinite(read))
            return refused(u" must be "_s + nameOf(m_field.type), value);
        return number(read);
    }

    core::Result<void> missing() const
    {
        return core::invalid(m_path,
                             m_field.missing.isEmpty() ? m_path + u" is required"_s : m_field.missing);
    }

private:
    bool hasType(const QJsonValue &value) const
    {
        switch (m_field.type) {
        case FieldType::Text:
            return value.isString();
        case FieldType::Integer:
            return value.isDouble() && std::floor(value.toDouble()) == value.toDouble() &&
                   std::abs(value.toDouble()) <= largestExact;
        case FieldType::Number:
            return value.isDouble();
        case FieldType::Boolean:
            return value.isBool();
        case FieldType::Object:
            return value.isObject();
        case FieldType::List:
        case FieldType::TextList:
            return value.isArray();
        case FieldType::Nothing:
            return value.isBool() && !value.toBool();
        case FieldType::Any:
            break;
        }
        return true;
    }

    bool inRange(double value) const
    {
        return value >= m_field.minimum.value_or(value) && value <= m_field.maximum.value_or(value);
    }

    core::Result<void> number(double value) const
    {
        return inRange(value) ? core::Result<void>() : refused(rangeOf(m_field), value);
    }

    core::Result<void> text(const QString &given) const
    {
        const bool anyCase = m_field.letters == Letters::AnyCase;
        const QString value = anyCase ? given.trimmed() : given;
        if ((m_field.minimum || m_field.maximum) && !inRange(double(value.size())))
            return refused(rangeOf(m_field), given);
        const auto sense = anyCase ? Qt::CaseInsensitive : Qt::CaseSensitive;
        const bool optionalBlank = value.isEmpty() && m_field.presence == Presence::Optional;
        if (!m_field.allowed.isEmpty() && !optionalBlank && !m_field.allowed.contains(value, sense))
            return refused(u" must be one of: "_s + m_field.allowed.join(u", "_s), given);
        if (m_field.check && !optionalBlank && !m_field.check(value))
            return refused(u" has a form that is not allowed"_s, given);
        return {};
    }

    core::Result<void> object(const QJsonObject &value) const
    {
        if (m_field.type == FieldType::Object && !inRange(double(value.size())))
            return refused(rangeOf(m_field), value);
        for (const Field &inner : m_field.fields)
            TRY(FieldChecker(inner, m_path + u'.' + inner.name).json(value.value(inner.name)));
        return {};
    }

    core::Result<void> list(const QJsonArray &value) const
    {
        if (!inRange(double(value.size())))
            return refused(rangeOf(m_field), value);
        for (qsizetype i = 0; i < value.size(); ++i) {
            const QString path = m_path + u'[' + QString::number(i) + u']';
            if (m_field.type == FieldType::TextList && !value[i].isString())
                return FieldChecker(m_field, path).refused(u" must be a text"_s, value[i]);
            if (m_field.type == FieldType::TextList)
                TRY(FieldChecker(m_field, path).element(value[i].toString()));
            else if (!m_field.fields.empty() && !value[i].isObject())
                return FieldChecker(m_field, path).refused(u" must be an object"_s, value[i]);
            else
                TRY(FieldChecker(m_field, path).object(value[i].toObject()));
        }
        return {};
    }

    core::Result<void> element(const QString &value) const
    {
        if (!m_field.allowed.isEmpty() && !m_field.allowed.contains(value))
            return refused(u" must be one of: "_s + m_field.allowed.join(u", "_s), value);
        if (m_field.check && !m_field.check(value))
            return refused(u" has a form that is not allowed"_s, value);
        return {};
    }

    core::Error refused(const QString &why, const QJsonValue &value) const
    {
        if (m_field.refusal.isEmpty())
            return core::invalid(m_path, m_path + why);
        if (!m_field.refusal.contains(u"%1"_s))
            return core::invalid(m_path, m_field.refusal);
        const QString shown = value.isString() ? value.toString() : core::toCompactText(value);
        return core::invalid(m_path, m_field.refusal.arg(core::shortened(shown, 80)));
    }

    const Field &m_field;
    QString m_path;
};

QStringList namesOf(const std::vector<Field> &fields)
{
    QStringList names;
    for (const Field &field : fields)
        names.append(field.name);
    return names;
}

QString shown(const QString &name)
{
    return core::shortened(name, 80);
}

// The known field that was probably meant, unless it came as well.
QString meantBy(const QString &name, const QStringList &known, const QJsonObject &object)
{
    QStringList absent;
    for (const QString &one : known) {
        if (!object.contains(one))
            absent.append(one);
    }
    return core::nearestName(name, absent, core::lettersOfASlip(name));
}

core::Result<void> checkUnknown(const std::vector<Field> &fields, const QJsonObject &object, Unknown unknown)
{
    if (unknown == Unknown::Ignored && object.size() > mostNames)
        return {};
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString name = it.key();
        const bool isKnown = std::ranges::find(fields, name, &Field::name) != fields.end();
        if (isKnown || (unknown == Unknown::Ignored && it->isNull()))
            continue;
        const QString meant = meantBy(name, namesOf(fields), object);
        if (meant.isEmpty() && unknown == Unknown::Ignored)
            continue;
        const QString hint = meant.isEmpty() ? QString() : u". Did you mean %1?"_s.arg(meant);
        return core::invalid(shown(name), shown(name) + u" is not a known field"_s + hint);
    }
    return {};
}

} // namespace

core::Result<void> checkObject(const std::vector<Field> &fields, const QJsonObject &object, Unknown unknown)
{
    for (const Field &field : fields)
        TRY(FieldChecker(field, field.name).json(object.value(field.name)));
    return checkUnknown(fields, object, unknown);
}

core::Result<void> checkNames(const std::vector<Field> &fields,
                              const QList<std::pair<QString, QString>> &items)
{
    if (items.isEmpty())
        return {};
    const QStringList known = namesOf(fields);
    for (const auto &[name, value] : items) {
        if (known.contains(name) || name.startsWith(u'_') || (name.isEmpty() && value.isEmpty()))
            continue;
        const QString meant = core::nearestName(name, known, core::lettersOfASlip(name));
        const QString there =
            known.isEmpty() ? u"this address takes none"_s : u"there are "_s + known.join(u", "_s);
        const QString hint = meant.isEmpty() ? there : u"did you mean %1?"_s.arg(meant);
        return core::invalid(shown(name), u"There is no parameter %1: %2"_s.arg(shown(name), hint));
    }
    return {};
}

core::Result<void> checkText(const Field &field, const QString *value)
{
    const FieldChecker checker(field, field.name);
    const bool blank = value == nullptr || value->trimmed().isEmpty();
    if (blank && field.presence == Presence::Required)
        return checker.missing();
    return value == nullptr ? core::Result<void>() : checker.fromText(*value);
}

} // namespace server
