// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/approval/editedarguments.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

Error otherType(const QString &path, const QString &type)
{
    return invalid(path, u"%1 was %2 and must stay one"_s.arg(path, type));
}

Result<QJsonValue> numberIn(const QString &path, const QString &text)
{
    static const QRegularExpression number(u"^-?[0-9]+(\\.[0-9]+)?$"_s);
    QString plain = text.trimmed();
    if (!number.match(plain).hasMatch())
        return otherType(path, u"a number"_s);
    if (plain.contains(u'.')) {
        while (plain.endsWith(u'0'))
            plain.chop(1);
        if (plain.endsWith(u'.'))
            plain.chop(1);
    }
    bool isWhole = false;
    const qint64 whole = plain.toLongLong(&isWhole);
    if (isWhole && QString::number(whole) == plain)
        return QJsonValue(whole);
    const double value = plain.toDouble();
    if (QString::number(value, 'f', QLocale::FloatingPointShortest) != plain)
        return invalid(path, u"%1 has more digits than can be kept: %2"_s.arg(path, text.left(50)));
    return QJsonValue(value);
}

Result<QJsonValue> withTypeOf(const QString &path, const QJsonValue &proposed, const QJsonValue &edited)
{
    if (edited.type() == proposed.type() && edited.isObject()) {
        QJsonObject object = edited.toObject();
        const QJsonObject before = proposed.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            it.value() = TRY(withTypeOf(path.isEmpty() ? it.key() : QString(path + u'.' + it.key()),
                                        before.value(it.key()), it.value()));
        return QJsonValue(object);
    }
    if (edited.type() == proposed.type() && edited.isArray()) {
        QJsonArray array = edited.toArray();
        const QJsonArray before = proposed.toArray();
        for (qsizetype i = 0; i < std::min(array.size(), before.size()); ++i)
            array[i] = TRY(withTypeOf(u"%1[%2]"_s.arg(path, QString::number(i)), before.at(i), array.at(i)));
        return QJsonValue(array);
    }
    if (edited.isNull() || edited.type() == proposed.type())
        return edited;
    if (proposed.isDouble())
        return edited.isString() ? numberIn(path, edited.toString())
                                 : Result<QJsonValue>(otherType(path, u"a number"_s));
    if (proposed.isBool()) {
        const QString word = edited.toString().trimmed().toLower();
        if (word == "true"_L1 || word == "false"_L1)
            return QJsonValue(word == "true"_L1);
        return otherType(path, u"true or false"_s);
    }
    return edited;
}

} // namespace

Result<QJsonObject> withTypesOf(const QJsonObject &proposed, const QJsonObject &edited)
{
    return TRY(withTypeOf(QString(), proposed, edited)).toObject();
}

} // namespace core
