// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/jsonschema.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/tool/schemapattern.h"

#include <QDateTime>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int deepestValue = 32;
constexpr qsizetype mostProblems = 20;

struct TypeName
{
    QStringView word;
    QStringView phrase;
};
constexpr TypeName typeNames[] = {
    {u"object", u"an object"}, {u"array", u"a list"},           {u"string", u"a text"},
    {u"number", u"a number"},  {u"integer", u"a whole number"}, {u"boolean", u"true or false"},
    {u"null", u"null"}};

QString phraseOf(const QString &type)
{
    const auto found = std::ranges::find(typeNames, QStringView(type), &TypeName::word);
    return found == std::end(typeNames) ? type : found->phrase.toString();
}

bool isOfType(const QJsonValue &value, const QString &type)
{
    if (type == u"object")
        return value.isObject();
    if (type == u"array")
        return value.isArray();
    if (type == u"string")
        return value.isString();
    if (type == u"number")
        return value.isDouble();
    if (type == u"integer")
        return value.isDouble() && std::trunc(value.toDouble()) == value.toDouble();
    if (type == u"boolean")
        return value.isBool();
    return type == u"null" && value.isNull();
}

qsizetype codePoints(const QString &text)
{
    return std::ranges::count_if(text, [](QChar c) { return !c.isLowSurrogate(); });
}

QString shown(const QJsonValue &value)
{
    return shortened(toCompactText(value), 60);
}

QString joined(const QJsonArray &values)
{
    QStringList texts;
    for (qsizetype i = 0; i < std::min<qsizetype>(values.size(), 12); ++i)
        texts += shown(values[i]);
    if (values.size() > texts.size())
        texts += u"…"_s;
    return texts.join(u", "_s);
}

bool fitsFormat(const QString &format, const QString &text)
{
    if (format == u"uri") {
        const QUrl url(text, QUrl::StrictMode);
        return url.isValid() && !url.scheme().isEmpty();
    }
    return format != u"date-time" || QDateTime::fromString(text, Qt::ISODateWithMs).isValid();
}

class Checker
{
public:
    QList<SchemaProblem> problems = {};

    void check(const QJsonValue &schema, const QJsonValue &value, const QString &path, int depth)
    {
        if (schema.isBool() && !schema.toBool())
            report(path, u"is not allowed"_s);
        if (!schema.isObject() || problems.size() >= mostProblems)
            return;
        if (depth > deepestValue)
            return report(path, u"is nested too deep"_s);
        const QJsonObject rules = schema.toObject();
        if (!checkType(rules, value, path))
            return;
        checkValues(rules, value, path);
        if (value.isDouble())
            checkNumber(rules, value.toDouble(), path);
        else if (value.isString())
            checkText(rules, value.toString(), path);
        else if (value.isArray())
            checkList(rules, value.toArray(), path, depth);
        else if (value.isObject())
            checkObject(rules, value.toObject(), path, depth);
        checkAnyOf(rules, value, path, depth);
    }

private:
    void report(const QString &path, const QString &text)
    {
        if (problems.size() < mostProblems)
            problems += {.path = path, .text = text};
    }

    bool checkType(const QJsonObject &rules, const QJsonValue &value, const QString &path)
    {
        const QJsonValue type = rules[u"type"];
        if (type.isString()) {
            if (isOfType(value, type.toString()))
                return true;
            report(path, u"must be "_s + phraseOf(type.toString()));
            return false;
        }
        if (!type.isArray())
            return true;
        QStringList phrases;
        for (const QJsonValue &one : type.toArray()) {
            if (isOfType(value, one.toString()))
                return true;
            phrases += phraseOf(one.toString());
        }
        report(path, u"must be "_s + phrases.join(u" or "_s));
        return false;
    }

    void checkValues(const QJsonObject &rules, const QJsonValue &value, const QString &path)
    {
        const QJsonValue allowed = rules[u"enum"];
        if (allowed.isArray() && !allowed.toArray().contains(value))
            report(path, u"must be one of "_s + joined(allowed.toArray()));
        if (rules.contains(u"const") && rules[u"const"] != value)
            report(path, u"must be "_s + shown(rules[u"const"]));
    }

    void checkNumber(const QJsonObject &rules, double value, const QString &path)
    {
        const auto limit = [&](QStringView keyword, const QString &phrase, auto &&breaks) {
            const QJsonValue bound = rules[keyword];
            if (bound.isDouble() && breaks(value, bound.toDouble()))
                report(path, phrase + u' ' + shown(bound));
        };
        limit(u"minimum", u"must be at least"_s, std::less<double>());
        limit(u"maximum", u"must be at most"_s, std::greater<double>());
        limit(u"exclusiveMinimum", u"must be more than"_s, std::less_equal<double>());
        limit(u"exclusiveMaximum", u"must be less than"_s, std::greater_equal<double>());
    }

    void checkText(const QJsonObject &rules, const QString &text, const QString &path)
    {
        const qsizetype length = codePoints(text);
        const QJsonValue least = rules[u"minLength"];
        const QJsonValue most = rules[u"maxLength"];
        if (least.isDouble() && double(length) < least.toDouble())
            report(path, least.toDouble() == 1 ? u"must not be empty"_s
                                               : u"must have at least %1 characters"_s.arg(shown(least)));
        if (most.isDouble() && double(length) > most.toDouble())
            report(path, u"must have at most %1 characters"_s.arg(shown(most)));
        const QJsonValue pattern = rules[u"pattern"];
        if (pattern.isString() && !fitsPattern(pattern.toString(), text).value_or(false))
            report(path, u"must fit the pattern "_s + shortened(pattern.toString(), 80));
        const QString format = rules[u"format"].toString();
        if (!fitsFormat(format, text))
            report(path, format == u"uri" ? u"must be a full address such as https://example.org/"_s
                                          : u"must be a date and time such as 2026-01-30T16:15:08Z"_s);
    }

    void checkList(const QJsonObject &rules, const QJsonArray &list, const QString &path, int depth)
    {
        const QJsonValue least = rules[u"minItems"];
        const QJsonValue most = rules[u"maxItems"];
        if (least.isDouble() && double(list.size()) < least.toDouble())
            report(path, u"must have at least %1 entries"_s.arg(shown(least)));
        if (most.isDouble() && double(list.size()) > most.toDouble())
            return report(path, u"must have at most %1 entries"_s.arg(shown(most)));
        if (!rules.contains(u"items"))
            return;
        for (qsizetype i = 0; i < list.size() && problems.size() < mostProblems; ++i)
            check(rules[u"items"], list[i], u"%1[%2]"_s.arg(path).arg(i), depth + 1);
    }

    void checkObject(const QJsonObject &rules, const QJsonObject &object, const QString &path, int depth)
    {
        const auto below = [&path](const QString &name) {
            const QString shortName = shortened(name, 80);
            return path.isEmpty() ? shortName : QString(path + u'.' + shortName);
        };
        for (const QJsonValue &name : rules[u"required"].toArray()) {
            if (!object.contains(name.toString()))
                report(below(name.toString()), u"is required"_s);
        }
        const QJsonObject properties = rules[u"properties"].toObject();
        const QJsonValue additional = rules[u"additionalProperties"];
        for (auto it = object.begin(); it != object.end() && problems.size() < mostProblems; ++it) {
            if (const auto known = properties.find(it.key()); known != properties.end())
                check(*known, *it, below(it.key()), depth + 1);
            else if (additional.isBool() && !additional.toBool())
                report(below(it.key()), u"is not known here"_s);
            else
                check(additional, *it, below(it.key()), depth + 1);
        }
    }

    void checkAnyOf(const QJsonObject &rules, const QJsonValue &value, const QString &path, int depth)
    {
        const QJsonArray choices = rules[u"anyOf"].toArray();
        if (choices.isEmpty())
            return;
        QStringList reasons;
        for (const QJsonValue &choice : choices) {
            Checker one;
            one.check(choice, value, path, depth + 1);
            if (one.problems.isEmpty())
                return;
            reasons +=
                one.problems.first().path == path ? one.problems.first().text : one.problems.first().line();
        }
        reasons.removeDuplicates();
        report(path, shortened(reasons.join(u", or "_s), 300));
    }
};

} // namespace

QString SchemaProblem::line() const
{
    return path.isEmpty() ? text : QString(path + u": "_s + text);
}

QList<SchemaProblem> check(const QJsonValue &schema, const QJsonValue &value)
{
    Checker checker;
    checker.check(schema, value, {}, 0);
    return checker.problems;
}

Result<void> toResult(const QList<SchemaProblem> &problems)
{
    if (problems.isEmpty())
        return {};
    QStringList lines;
    for (const SchemaProblem &problem : problems)
        lines += problem.path.isEmpty() ? QString(u"The arguments: "_s + problem.text) : problem.line();
    return invalid(problems.first().path, lines.join(u"; "_s));
}

} // namespace core
