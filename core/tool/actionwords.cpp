// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/actionwords.h"

#include "core/base/json.h"
#include "core/base/numbertext.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostTold = 6;
constexpr qsizetype longestTold = 80;
constexpr int deepestTold = 3;

// The parts of names that say what is done to what, from what matters most.
constexpr QLatin1StringView weighty[] = {
    "amount"_L1,    "total"_L1,   "price"_L1,    "sum"_L1,     "cost"_L1,     "order"_L1,
    "invoice"_L1,   "account"_L1, "customer"_L1, "user"_L1,    "iban"_L1,     "to"_L1,
    "recipient"_L1, "email"_L1,   "phone"_L1,    "address"_L1, "url"_L1,      "host"_L1,
    "path"_L1,      "file"_L1,    "name"_L1,     "id"_L1,      "quantity"_L1, "count"_L1,
    "status"_L1,    "command"_L1, "query"_L1,    "subject"_L1, "title"_L1,    "reason"_L1};

struct Told
{
    QString name = {};
    QString text = {};
    qsizetype weight = 0; // smaller matters more
};

QString spaced(QString name)
{
    return name.replace(u'_', u' ').replace(u'-', u' ').simplified();
}

QStringList wordsIn(const QString &name)
{
    QString apart;
    for (const QChar c : name) {
        if (c.isUpper() && !apart.isEmpty() && apart.back().isLower())
            apart += u' ';
        apart += c.toLower();
    }
    return spaced(apart).split(u' ', Qt::SkipEmptyParts);
}

qsizetype weightOf(const QString &name)
{
    const QStringList words = wordsIn(name);
    const auto found =
        std::ranges::find_if(weighty, [&words](QLatin1StringView weight) { return words.contains(weight); });
    return std::distance(std::begin(weighty), found);
}

bool isAmount(const QString &name)
{
    return weightOf(name) < 5;
}

// "84.50 EUR": money with a part has both of its digits; what is whole is told as it was given.
QString moneyInWords(const QJsonValue &value, const QString &currency)
{
    if (!value.isDouble())
        return value.toString() + u' ' + currency;
    const QString two = QString::number(value.toDouble(), 'f', 2);
    const QString exact = numberText(value);
    const bool hasPart = exact.contains(u'.') && !exact.contains(u'e') && two.toDouble() == value.toDouble();
    return (hasPart ? two : exact) + u' ' + currency;
}

QString valueInWords(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Double:
        return numberText(value);
    case QJsonValue::Bool:
        return value.toBool() ? u"yes"_s : u"no"_s;
    case QJsonValue::String:
        return shortenedWithin(value.toString().simplified(), longestTold);
    default:
        return shortenedWithin(toCompactText(value), longestTold);
    }
}

void collect(const QJsonObject &object, int depth, QList<Told> &told)
{
    const QString currency = object.value("currency"_L1).toString();
    bool isSpent = false; // whether the currency stands beside an amount
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it->isNull() || (it->isString() && it->toString().isEmpty()))
            continue;
        if (it->isObject() && depth < deepestTold) {
            collect(it->toObject(), depth + 1, told);
            continue;
        }
        const bool isMoney = !currency.isEmpty() && isAmount(it.key()) && (it->isDouble() || it->isString());
        isSpent = isSpent || isMoney;
        told.append({.name = it.key(),
                     .text = isMoney ? moneyInWords(*it, currency) : valueInWords(*it),
                     .weight = weightOf(it.key())});
    }
    if (isSpent)
        told.removeIf([](const Told &one) { return one.name == "currency"_L1; });
}

// "order", "order_id" and "orderNumber" are all about the order.
QString thingOf(const QString &name)
{
    QStringList words = wordsIn(name);
    if (words.size() > 1 && QStringList{u"id"_s, u"number"_s, u"no"_s, u"nr"_s}.contains(words.last()))
        words.removeLast();
    return words.join(u' ');
}

QString toldOne(const Told &one)
{
    const bool speaksForItself = one.weight < 5 && one.text.contains(u' ');
    return speaksForItself ? one.text : QString(thingOf(one.name) + u' ' + one.text);
}

} // namespace

QString shortenedWithin(const QString &text, qsizetype limit)
{
    if (text.size() <= limit)
        return text;
    qsizetype head = (limit - 1) / 2;
    qsizetype tail = text.size() - (limit - 1 - head);
    if (text[head - 1].isHighSurrogate())
        --head;
    if (text[tail].isLowSurrogate())
        ++tail;
    return text.first(head) + u'…' + text.sliced(tail);
}

QString actionInWords(const QString &tool, const QJsonObject &arguments)
{
    QList<Told> told;
    collect(arguments, 0, told);
    std::ranges::stable_sort(told, {}, &Told::weight);
    QString words = spaced(tool);
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    const QString object = words.section(u' ', -1).toLower();
    const auto about =
        std::ranges::find_if(told, [&](const Told &one) { return thingOf(one.name) == object; });
    if (about != told.end() && words.contains(u' ')) {
        words += u' ' + about->text;
        told.erase(about);
    }
    QStringList parts;
    for (const Told &one : std::as_const(told)) {
        if (parts.size() == mostTold) {
            parts.append(u"%1 more"_s.arg(told.size() - mostTold));
            break;
        }
        parts.append(toldOne(one));
    }
    return parts.isEmpty() ? words : QString(words + u": "_s + parts.join(u", "_s));
}

} // namespace core
