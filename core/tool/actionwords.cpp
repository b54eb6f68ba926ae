// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/actionwords.h"

#include "core/base/json.h"
#include "core/base/numbertext.h"

#include <QHash>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostTold = 6;
constexpr qsizetype longestTold = 80;
constexpr qsizetype longestNameTold = 40;
constexpr qsizetype longestLine = 260; // so that nobody has to shorten it, and cut a quote open
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
    QStringList path = {}; // the names that lead to it, with its own
    QString text = {};
    bool isMoney = false; // with its currency
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
        return setApart(shortenedWithin(value.toString().simplified(), longestTold)) + u' ' + currency;
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
        return setApart(shortenedWithin(value.toString().simplified(), longestTold));
    default:
        return shortenedWithin(toCompactText(value), longestTold);
    }
}

void collect(const QJsonObject &object, const QStringList &path, QList<Told> &told)
{
    const QString written = object.value("currency"_L1).toString().simplified();
    const QString currency = written.isEmpty() ? QString() : setApart(shortenedWithin(written, 20));
    bool isSpent = false; // whether the currency stands beside an amount
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it->isNull() || (it->isString() && it->toString().isEmpty()))
            continue;
        const QStringList here = path + QStringList{it.key()};
        if (it->isObject() && here.size() <= deepestTold) {
            collect(it->toObject(), here, told);
            continue;
        }
        const bool isMoney = !currency.isEmpty() && isAmount(it.key()) && (it->isDouble() || it->isString());
        isSpent = isSpent || isMoney;
        told.append({.name = it.key(),
                     .path = here,
                     .text = isMoney ? moneyInWords(*it, currency) : valueInWords(*it),
                     .isMoney = isMoney,
                     .weight = weightOf(it.key())});
    }
    if (isSpent)
        told.removeIf([&path](const Told &one) {
            return one.name == "currency"_L1 && one.path.size() == path.size() + 1;
        });
}

// "order", "order_id" and "orderNumber" are all about the order.
QString thingOf(const QString &name)
{
    QStringList words = wordsIn(name);
    if (words.size() > 1 && QStringList{u"id"_s, u"number"_s, u"no"_s, u"nr"_s}.contains(words.last()))
        words.removeLast();
    return words.join(u' ');
}

bool isPlain(const QString &text, QStringView signs)
{
    return !text.isEmpty() && std::ranges::all_of(text, [signs](QChar c) {
        return c.isLetterOrNumber() || c.isMark() || signs.contains(c);
    });
}

// A name of several words is told as words where these say nothing by themselves: "to_bob" is no "to bob".
QString nameInWords(const QString &name)
{
    if (!isPlain(name, u"_-"))
        return quoted(shortenedWithin(name.simplified(), longestNameTold));
    const QString words = thingOf(name);
    const bool isClear = !words.isEmpty() && (!words.contains(u' ') || weightOf(words.section(u' ', 0, 0)) ==
                                                                           qsizetype(std::size(weighty)));
    return isClear ? words : shortenedWithin(name, longestNameTold);
}

// Where two would be told by the same words, each is told by its whole name.
QStringList namesFor(const QList<Told> &told)
{
    QStringList names;
    for (const Told &one : told)
        names.append(nameInWords(one.name));
    QHash<QString, int> times;
    for (const QString &name : std::as_const(names))
        ++times[name];
    for (qsizetype i = 0; i < told.size(); ++i) {
        if (times.value(names[i]) == 1)
            continue;
        QStringList parts;
        for (const QString &part : told[i].path)
            parts.append(isPlain(part, u"_-") ? shortenedWithin(part, longestNameTold)
                                              : quoted(shortenedWithin(part.simplified(), longestNameTold)));
        names[i] = parts.join(u'.');
    }
    return names;
}

} // namespace

QString quoted(const QString &value)
{
    QString safe;
    for (const QChar c : value) {
        if (c == u'\\' || c == u'"' || QStringView(u"“”„‟«»″〝〞〟＂").contains(c))
            safe += u'\\';
        safe += c;
    }
    return u'“' + safe + u'”';
}

QString setApart(const QString &value)
{
    return isPlain(value, u"._-@/+:#%&=?~*€$£") ? value : quoted(value);
}

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
    collect(arguments, {}, told);
    std::ranges::stable_sort(told, {}, &Told::weight);
    QStringList names = namesFor(told);
    const bool isOneSum = std::ranges::count(told, true, &Told::isMoney) == 1;
    QString words = spaced(tool);
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    const QString object = words.section(u' ', -1).toLower();
    const qsizetype about = names.indexOf(object);
    if (about >= 0 && words.contains(u' ')) {
        words += u' ' + told[about].text;
        told.removeAt(about);
        names.removeAt(about);
    }
    QStringList parts;
    qsizetype length = words.size();
    for (qsizetype i = 0; i < told.size(); ++i) {
        const QString part =
            told[i].isMoney && isOneSum ? told[i].text : QString(names[i] + u' ' + told[i].text);
        length += part.size() + 2;
        if (i == mostTold || length > longestLine) {
            parts.append(u"%1 more"_s.arg(told.size() - i));
            break;
        }
        parts.append(part);
    }
    return parts.isEmpty() ? words : QString(words + u": "_s + parts.join(u", "_s));
}

} // namespace core
