// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/cronexpression.h"

#include "core/place/capability.h"

#include <QDateTime>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int daysToLook = 3653; // ten years

const CronFieldRule minuteRule{.name = u"minute"_s, .least = 0, .most = 59};
const CronFieldRule hourRule{.name = u"hour"_s, .least = 0, .most = 23};
const CronFieldRule dayRule{.name = u"day of the month"_s, .least = 1, .most = 31};
const CronFieldRule monthRule{.name = u"month"_s,
                              .least = 1,
                              .most = 12,
                              .names = {u"JAN"_s, u"FEB"_s, u"MAR"_s, u"APR"_s, u"MAY"_s, u"JUN"_s, u"JUL"_s,
                                        u"AUG"_s, u"SEP"_s, u"OCT"_s, u"NOV"_s, u"DEC"_s}};
// 7 is Sunday as well.
const CronFieldRule weekdayRule{
    .name = u"day of the week"_s,
    .least = 0,
    .most = 7,
    .names = {u"SUN"_s, u"MON"_s, u"TUE"_s, u"WED"_s, u"THU"_s, u"FRI"_s, u"SAT"_s}};

QString spelledOut(const QString &text)
{
    static const QHash<QString, QString> words{
        {u"@hourly"_s, u"0 * * * *"_s},  {u"@daily"_s, u"0 0 * * *"_s},   {u"@midnight"_s, u"0 0 * * *"_s},
        {u"@weekly"_s, u"0 0 * * 0"_s},  {u"@monthly"_s, u"0 0 1 * *"_s}, {u"@yearly"_s, u"0 0 1 1 *"_s},
        {u"@annually"_s, u"0 0 1 1 *"_s}};
    return words.value(text, text);
}

Error unreadable(const QString &why)
{
    return invalid(u"cron_expression"_s, u"invalid cron expression: %1"_s.arg(why));
}

qint64 offsetAt(qint64 utc, const QTimeZone &zone)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(utc, QTimeZone::utc());
    return 1000 * qint64{zone.offsetFromUtc(at)};
}

// What a clock that shows `local` (milliseconds, as if it were UTC) means: one time, two where it was put
// back, and where it was put forward over this time the one that the offset before gives.
QList<qint64> meanings(qint64 local, const QTimeZone &zone)
{
    constexpr qint64 day = 86'400'000;
    const qint64 before = offsetAt(local - day, zone);
    const qint64 after = offsetAt(local + day, zone);
    if (before == after)
        return {local - before};
    QList<qint64> found;
    for (const qint64 offset : {before, after}) {
        if (offsetAt(local - offset, zone) == offset)
            found.append(local - offset);
    }
    return found.isEmpty() ? QList<qint64>{local - before} : found;
}

} // namespace

Result<CronExpression> CronExpression::parse(const QString &text)
{
    if (text.size() > 100)
        return unreadable(u"it is longer than 100 characters"_s);
    const QStringList parts = spelledOut(text.simplified()).split(u' ', Qt::SkipEmptyParts);
    if (parts.size() != 5)
        return unreadable(u"expected 5 fields (minute hour day month weekday), found %1"_s.arg(parts.size()));
    CronExpression cron;
    const std::tuple<CronField *, const CronFieldRule *> fields[] = {{&cron.m_minutes, &minuteRule},
                                                                     {&cron.m_hours, &hourRule},
                                                                     {&cron.m_days, &dayRule},
                                                                     {&cron.m_months, &monthRule},
                                                                     {&cron.m_weekdays, &weekdayRule}};
    for (qsizetype i = 0; i < 5; ++i) {
        const auto [field, rule] = fields[i];
        const auto parsed = CronField::parse(parts[i], *rule);
        if (!parsed)
            return unreadable(parsed.error().text);
        *field = *parsed;
    }
    if (cron.m_weekdays.has(7))
        cron.m_weekdays.values.set(0);
    if (!isSet(cron.next(Timestamp{1ms}, QTimeZone::utc())))
        return unreadable(u"there is no such day"_s);
    return cron;
}

bool CronExpression::matches(const QDate &day) const
{
    if (!m_months.has(day.month()))
        return false;
    const bool isDay = m_days.has(day.day());
    const bool isWeekday = m_weekdays.has(day.dayOfWeek() % 7);
    return m_days.isAny || m_weekdays.isAny ? isDay && isWeekday : isDay || isWeekday;
}

Timestamp CronExpression::firstOf(const QDate &day, Timestamp after, const QTimeZone &zone) const
{
    const bool isHourly = (m_hours.values & std::bitset<64>((1 << 24) - 1)).count() == 24;
    const qint64 midnight = QDateTime(day, QTime(0, 0), QTimeZone::utc()).toMSecsSinceEpoch();
    qint64 first = 0;
    for (int minute = 0; minute < 24 * 60; ++minute) {
        if (!m_hours.has(minute / 60) || !m_minutes.has(minute % 60))
            continue;
        QList<qint64> times = meanings(midnight + minute * 60'000LL, zone);
        if (!isHourly)
            times.resize(1);
        for (const qint64 time : times) {
            if (time > toStored(after) && (first == 0 || time < first))
                first = time;
        }
    }
    return fromStored(first);
}

Timestamp CronExpression::next(Timestamp after, const QTimeZone &zone) const
{
    const qint64 local = toStored(after) + offsetAt(toStored(after), zone);
    QDate day = QDateTime::fromMSecsSinceEpoch(local, QTimeZone::utc()).date();
    for (int i = 0; i < daysToLook; ++i, day = day.addDays(1)) {
        if (!matches(day))
            continue;
        if (const Timestamp found = firstOf(day, after, zone); isSet(found))
            return found;
    }
    return {};
}

std::chrono::minutes CronExpression::shortestInterval() const
{
    int shortest = 24 * 60;
    int first = -1;
    int last = -1;
    for (int minute = 0; minute < 24 * 60; ++minute) {
        if (!m_hours.has(minute / 60) || !m_minutes.has(minute % 60))
            continue;
        if (last >= 0)
            shortest = std::min(shortest, minute - last);
        first = first < 0 ? minute : first;
        last = minute;
    }
    return std::chrono::minutes(std::min(shortest, first + 24 * 60 - last));
}

namespace {

// A zone may be right and its data not be here.
QString whyUnknown(const QString &name)
{
    static const QRegularExpression old(
        u"^(US|Brazil|Canada|Chile|Mexico)/"
        u"|^(Cuba|Egypt|Eire|GB|GB-Eire|GMT[+-]?0|Greenwich|Hongkong|Iceland|Iran|"
        "Israel|Jamaica|Japan|Kwajalein|Libya|Navajo|NZ|NZ-CHAT|Poland|Portugal|PRC|ROC|ROK|Singapore|Turkey|"
        "UCT|"
        "Universal|W-SU|Zulu)$"_s);
    QString why = whyMissing(Need::TimeZones);
    if (why.isEmpty() && old.match(name).hasMatch())
        why = whyMissing(Need::OldTimeZones);
    return why.isEmpty() ? QString() : QString(u". "_s + why);
}

} // namespace

Result<QTimeZone> zoneNamed(const QString &name)
{
    // The list of Qt leaves out names that the system knows, such as Etc/UTC; a zone is a file
    // of its name. What could lead elsewhere is not looked for.
    static const QRegularExpression written(u"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$"_s);
    const bool isKnown = name.size() <= 50 && written.match(name).hasMatch() &&
                         (QTimeZone::isTimeZoneIdAvailable(name.toLatin1()) ||
                          QFileInfo(u"/usr/share/zoneinfo/"_s + name).isFile());
    const QTimeZone zone = isKnown ? QTimeZone(name.toLatin1()) : QTimeZone();
    if (!zone.isValid())
        return invalid(u"timezone"_s, QString(u"invalid timezone: "_s + name.left(50) + whyUnknown(name)));
    return zone;
}

QString toText(Timestamp time, const QTimeZone &zone)
{
    if (!isSet(time))
        return {};
    const qint64 offset = offsetAt(toStored(time), zone) / 1000;
    const QString local = QDateTime::fromMSecsSinceEpoch(toStored(time) + offset * 1000, QTimeZone::utc())
                              .toString(u"yyyy-MM-ddTHH:mm:ss"_s);
    if (offset == 0)
        return local + u'Z';
    const qint64 minutes = std::abs(offset) / 60;
    const QChar sign = offset < 0 ? u'-' : u'+';
    return u"%1%2%3:%4"_s.arg(local, sign)
        .arg(minutes / 60, 2, 10, QChar(u'0'))
        .arg(minutes % 60, 2, 10, QChar(u'0'));
}

} // namespace core
