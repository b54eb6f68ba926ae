// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/jsonschema.h"
#include "core/tool/schemapattern.h"

#include <QJsonArray>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int deepestSchema = 16;
constexpr qsizetype mostProblems = 20;
// anyOf within anyOf multiplies the work of a check, so a schema may only have so many parts.
constexpr int mostParts = 500;
constexpr int mostChoices = 8;

class SchemaChecker
{
public:
    QList<SchemaProblem> problems = {};

    void checkPart(const QJsonValue &schema, const QString &path, int depth, int choices)
    {
        if (schema.isBool() || problems.size() >= mostProblems)
            return;
        if (!schema.isObject())
            return report(path, {}, u"must be an object"_s);
        if (depth > deepestSchema || ++m_parts > mostParts)
            return report(path, {}, u"is too large or nested too deep"_s);
        const QJsonObject rules = schema.toObject();
        checkType(rules, path);
        checkLimits(rules, path);
        checkNames(rules, path);
        const QJsonObject properties = rules[u"properties"].toObject();
        for (auto it = properties.begin(); it != properties.end(); ++it)
            checkPart(*it, joined(path, u"properties."_s + it.key()), depth + 1, choices);
        for (const QString &keyword : {u"items"_s, u"additionalProperties"_s}) {
            if (rules.contains(keyword))
                checkPart(rules[keyword], joined(path, keyword), depth + 1, choices);
        }
        checkChoices(rules, path, depth, choices);
    }

private:
    static QString joined(const QString &path, const QString &name)
    {
        return path.isEmpty() ? name : QString(path + u'.' + name);
    }

    void report(const QString &path, const QString &keyword, const QString &text)
    {
        if (problems.size() < mostProblems)
            problems += {.path = keyword.isEmpty() ? path : joined(path, keyword), .text = text};
    }

    void checkType(const QJsonObject &rules, const QString &path)
    {
        static const QStringList known{u"object"_s,  u"array"_s,   u"string"_s, u"number"_s,
                                       u"integer"_s, u"boolean"_s, u"null"_s};
        if (!rules.contains(u"type"))
            return;
        const QJsonValue type = rules[u"type"];
        const QJsonArray types = type.isArray() ? type.toArray() : QJsonArray{type};
        const bool allKnown = !types.isEmpty() && std::ranges::all_of(types, [](const QJsonValue &one) {
            return known.contains(one.toString());
        });
        if (!allKnown)
            report(path, u"type"_s, u"must be one of "_s + known.join(u", "_s));
    }

    void checkLimits(const QJsonObject &rules, const QString &path)
    {
        for (const QString &keyword :
             {u"minimum"_s, u"maximum"_s, u"exclusiveMinimum"_s, u"exclusiveMaximum"_s}) {
            if (rules.contains(keyword) && !rules[keyword].isDouble())
                report(path, keyword, u"must be a number"_s);
        }
        for (const QString &keyword : {u"minLength"_s, u"maxLength"_s, u"minItems"_s, u"maxItems"_s}) {
            if (rules.contains(keyword) && rules[keyword].toInteger(-1) < 0)
                report(path, keyword, u"must be a whole number that is not negative"_s);
        }
        if (rules.contains(u"pattern") &&
            (!rules[u"pattern"].isString() || !isUsablePattern(rules[u"pattern"].toString())))
            report(path, u"pattern"_s, u"must be a regular expression of at most 500 characters"_s);
        if (rules.contains(u"enum") && rules[u"enum"].toArray().isEmpty())
            report(path, u"enum"_s, u"must be a list with at least one value"_s);
    }

    void checkNames(const QJsonObject &rules, const QString &path)
    {
        if (rules.contains(u"properties") && !rules[u"properties"].isObject())
            report(path, u"properties"_s, u"must be an object"_s);
        if (!rules.contains(u"required"))
            return;
        const QJsonArray names = rules[u"required"].toArray();
        if (!rules[u"required"].isArray() ||
            !std::ranges::all_of(names, [](const QJsonValue &one) { return one.isString(); }))
            report(path, u"required"_s, u"must be a list of names"_s);
    }

    void checkChoices(const QJsonObject &rules, const QString &path, int depth, int choices)
    {
        if (!rules.contains(u"anyOf"))
            return;
        const QJsonArray anyOf = rules[u"anyOf"].toArray();
        if (anyOf.isEmpty() || anyOf.size() > mostChoices || choices >= 2)
            return report(path, u"anyOf"_s,
                          u"must be a list of 1 to %1 schemas, at most two levels deep"_s.arg(mostChoices));
        for (qsizetype i = 0; i < anyOf.size(); ++i)
            checkPart(anyOf[i], joined(path, u"anyOf[%1]"_s.arg(i)), depth + 1, choices + 1);
    }

    int m_parts = 0;
};

} // namespace

QList<SchemaProblem> checkSchema(const QJsonValue &schema)
{
    SchemaChecker checker;
    checker.checkPart(schema, {}, 0, 0);
    return checker.problems;
}

} // namespace core
