// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/condition.h"

#include "core/base/json.h"
#include "core/policy/conditionparser.h"
#include "core/policy/glob.h"

#include <QJsonArray>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

using Operator = ConditionOperator;
using Part = ConditionPathPart;
using Node = Condition::Node;

// Undefined when it is not there; null counts as not there.
QJsonValue valueAt(const QJsonObject &arguments, const std::vector<Part> &path)
{
    QJsonValue value = arguments;
    for (const Part &part : path) {
        if (part.index >= 0)
            value = value.isArray() ? value.toArray().at(part.index) : QJsonValue(QJsonValue::Undefined);
        else
            value = value.isObject() ? value.toObject().value(part.name) : QJsonValue(QJsonValue::Undefined);
    }
    return value.isNull() ? QJsonValue(QJsonValue::Undefined) : value;
}

Truth truthOf(bool value)
{
    return value ? Truth::Yes : Truth::No;
}

Truth contains(const QJsonValue &value, const QJsonValue &operand)
{
    if (value.isArray())
        return truthOf(value.toArray().contains(operand));
    if (value.isString() && operand.isString())
        return truthOf(value.toString().contains(operand.toString()));
    return Truth::Unsure;
}

template<typename T>
Truth compareNumbers(Operator op, T value, T operand)
{
    switch (op) {
    case Operator::Less:
        return truthOf(value < operand);
    case Operator::LessOrEqual:
        return truthOf(value <= operand);
    case Operator::Greater:
        return truthOf(value > operand);
    case Operator::GreaterOrEqual:
        return truthOf(value >= operand);
    default:
        return Truth::Unsure;
    }
}

Truth compareTexts(Operator op, const QString &value, const QString &operand)
{
    switch (op) {
    case Operator::StartsWith:
        return truthOf(value.startsWith(operand));
    case Operator::EndsWith:
        return truthOf(value.endsWith(operand));
    case Operator::Matches:
        return truthOf(matchesGlob(value, operand));
    default:
        return Truth::Unsure;
    }
}

Truth compare(const Node &node, const QJsonValue &value)
{
    if (node.op == Operator::Exists)
        return truthOf(!value.isUndefined());
    if (value.isUndefined())
        return Truth::Missing;
    if (node.op == Operator::Contains)
        return contains(value, node.operand);
    if (value.type() != node.operand.type())
        return Truth::Unsure;
    if (node.op == Operator::Equal || node.op == Operator::NotEqual)
        return truthOf((value == node.operand) == (node.op == Operator::Equal));
    if (isWholeNumber(value) && isWholeNumber(node.operand)) // a double does not tell great numbers apart
        return compareNumbers(node.op, value.toInteger(), node.operand.toInteger());
    return value.isDouble() ? compareNumbers(node.op, value.toDouble(), node.operand.toDouble())
                            : compareTexts(node.op, value.toString(), node.operand.toString());
}

Truth negated(Truth truth)
{
    if (truth == Truth::Yes)
        return Truth::No;
    return truth == Truth::No ? Truth::Yes : Truth::Unsure;
}

Truth evaluateNode(const Node &node, const QJsonObject &arguments)
{
    if (node.op == Operator::Not)
        return negated(evaluateNode(*node.children.front(), arguments));
    if (node.op != Operator::And && node.op != Operator::Or)
        return compare(node, valueAt(arguments, node.path));
    Truth truth = node.op == Operator::And ? Truth::Yes : Truth::No;
    for (const auto &child : node.children) {
        const Truth part = evaluateNode(*child, arguments);
        truth = node.op == Operator::And ? std::min(truth, part) : std::max(truth, part);
    }
    return truth;
}

} // namespace

Result<Condition> Condition::parse(const QString &text)
{
    if (text.trimmed().isEmpty())
        return Condition(nullptr);
    return Condition(TRY(parseCondition(text)));
}

Truth Condition::evaluate(const QJsonObject &arguments) const
{
    return m_root ? evaluateNode(*m_root, arguments) : Truth::Yes;
}

QString quotedForCondition(const QString &text)
{
    QString escaped = text;
    escaped.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u'"' + escaped + u'"';
}

QString pathForCondition(const QStringList &names)
{
    QString path;
    for (const QString &name : names) {
        const bool plain = !name.isEmpty() && !isReservedInConditions(name) && !name[0].isDigit() &&
                           name[0] != u'-' && std::ranges::all_of(name, [](QChar c) {
                               return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-');
                           });
        if (!plain)
            path += u'[' + quotedForCondition(name) + u']';
        else
            path += (path.isEmpty() ? QString() : u"."_s) + name;
    }
    return path;
}

} // namespace core
