// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/cronwords.h"

#include "ui/models/translation.h"

#include <QHash>
#include <QLocale>
#include <QStringList>

#include <optional>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

std::optional<int> number(const QString &field)
{
    bool isNumber = false;
    const int value = field.toInt(&isNumber);
    return isNumber ? std::optional(value) : std::nullopt;
}

// "*/15" is 15.
std::optional<int> stepOf(const QString &field)
{
    return field.startsWith("*/"_L1) ? number(field.mid(2)) : std::nullopt;
}

QString weekday(const QString &field)
{
    static const QStringList names{u"SUN"_s, u"MON"_s, u"TUE"_s, u"WED"_s, u"THU"_s, u"FRI"_s, u"SAT"_s};
    const qsizetype named = names.indexOf(field.toUpper());
    const int day = named >= 0 ? static_cast<int>(named) : number(field).value_or(-1);
    return day < 0 || day > 7 ? QString() : QLocale().dayName(day == 0 ? 7 : day);
}

// Which weekdays: "every Monday", "Monday to Friday". Empty when it cannot be told so simply.
QString weekdays(const QString &field)
{
    const QString day = weekday(field);
    if (!day.isEmpty())
        return tr("every %1").arg(day);
    const QStringList ends = field.split(u'-');
    if (ends.size() != 2 || weekday(ends[0]).isEmpty() || weekday(ends[1]).isEmpty())
        return {};
    return tr("%1 to %2").arg(weekday(ends[0]), weekday(ends[1]));
}

// Which days: "every day", "on day 1 of every month". Empty when it cannot be told so simply.
QString days(const QStringList &fields)
{
    const QString &day = fields[2];
    const QString &weekdayField = fields[4];
    if (fields[3] != "*"_L1)
        return {};
    if (day == "*"_L1 && weekdayField == "*"_L1)
        return tr("every day");
    if (day == "*"_L1)
        return weekdays(weekdayField);
    if (weekdayField == "*"_L1 && number(day))
        return tr("on day %1 of every month").arg(*number(day));
    return {};
}

QString withinDays(const QStringList &fields)
{
    const auto minute = number(fields[0]);
    const auto hour = number(fields[1]);
    const QString which = days(fields);
    if (minute && hour && !which.isEmpty()) {
        return tr("%1 at %2")
            .arg(which, u"%1:%2"_s.arg(*hour, 2, 10, QLatin1Char('0')).arg(*minute, 2, 10, QLatin1Char('0')));
    }
    if (fields.sliced(2) != QStringList{u"*"_s, u"*"_s, u"*"_s})
        return {};
    if (minute && fields[1] == "*"_L1)
        return *minute == 0 ? tr("every hour") : tr("every hour, at %1 past").arg(*minute);
    if (minute && *minute == 0 && stepOf(fields[1]))
        return tr("every %1 hours").arg(*stepOf(fields[1]));
    if (fields[1] == "*"_L1 && stepOf(fields[0]))
        return tr("every %1 minutes").arg(*stepOf(fields[0]));
    return {};
}

} // namespace

QString cronText(const QString &cron)
{
    static const QHash<QString, QString> spelledOut{{u"@hourly"_s, u"0 * * * *"_s},
                                                    {u"@daily"_s, u"0 0 * * *"_s},
                                                    {u"@midnight"_s, u"0 0 * * *"_s},
                                                    {u"@weekly"_s, u"0 0 * * 0"_s},
                                                    {u"@monthly"_s, u"0 0 1 * *"_s}};
    const QString written = cron.simplified();
    const QStringList fields = spelledOut.value(written, written).split(u' ');
    const QString words = fields.size() == 5 ? withinDays(fields) : QString();
    return words.isEmpty() ? written : words;
}

} // namespace ui
