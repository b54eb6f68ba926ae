// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/calculator.h"

#include "core/base/text.h"
#include "core/tool/arithmetic.h"
#include "core/tool/settledrun.h"

#include <QJsonArray>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

Result<QJsonObject> compute(const QString &expression)
{
    const auto computed = computeArithmetic(expression);
    if (!computed && computed.error().code == ErrorCode::Unsupported) {
        const QString why = computed.error().text.section(u" at character"_s, 0, 0).toLower();
        const QString told = QString(shortened(expression, 80) + u" has no value: "_s + why + u'.');
        return QJsonObject{{u"expression"_s, expression},
                           {u"value"_s, QJsonValue()},
                           {u"text"_s, told},
                           {u"summary"_s, told}};
    }
    const double value = TRY(computed);
    const QString text = numberForPeople(value);
    return QJsonObject{{u"expression"_s, expression},
                       {u"value"_s, value},
                       {u"text"_s, text},
                       {u"summary"_s, QString(shortened(expression, 80) + u" = "_s + text)}};
}

} // namespace

ToolSpec Calculator::spec() const
{
    const QJsonObject expression{
        {u"type"_s, u"string"_s},
        {u"minLength"_s, 1},
        {u"maxLength"_s, 1000},
        {u"description"_s, u"For example: 2 * (3 + 4)^2, 15% of 80, max(2, sqrt(10))"_s}};
    return {
        .name = u"calculator"_s,
        .station = u"Calculate"_s,
        .description =
            u"Computes an arithmetic expression with + - * / % ^, parentheses, percentages and sqrt, abs, "
            "round, floor, ceil, min, max, ln, log, exp, sin, cos, tan (in radians), pi and e."_s,
        .parameters = {{u"type"_s, u"object"_s},
                       {u"properties"_s, QJsonObject{{u"expression"_s, expression}}},
                       {u"required"_s, QJsonArray{u"expression"_s}},
                       {u"additionalProperties"_s, false}},
        .effect = Effect::Read,
        .repeat = Repeat::Safe};
}

std::unique_ptr<ToolRun> Calculator::start(const QJsonObject &arguments, const ToolContext &)
{
    return std::make_unique<SettledRun>(compute(arguments[u"expression"].toString()));
}

QString Calculator::title(const QJsonObject &arguments) const
{
    return u"Compute "_s + shortened(arguments[u"expression"].toString(), 80);
}

} // namespace core
