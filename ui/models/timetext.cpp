// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/timetext.h"

#include "ui/models/translation.h"

#include <QDateTime>
#include <QLocale>

#include <cstdlib>

namespace ui {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

QDateTime localTime(core::Timestamp at)
{
    return QDateTime::fromMSecsSinceEpoch(core::toStored(at));
}

} // namespace

QString spanText(core::milliseconds span)
{
    if (span < 1min)
        return tr(QT_TRANSLATE_NOOP("ui", "%1 s")).arg(std::max<qint64>(0, span / 1s));
    if (span < 1h)
        return tr(QT_TRANSLATE_NOOP("ui", "%1 min")).arg(span / 1min);
    if (span < 48h)
        return tr(QT_TRANSLATE_NOOP("ui", "%1 h")).arg(span / 1h);
    return tr(QT_TRANSLATE_NOOP("ui", "%1 d")).arg(span / 24h);
}

QString momentText(core::Timestamp at, core::Timestamp now)
{
    if (!core::isSet(at))
        return {};
    const QDateTime then = localTime(at);
    const QDate today = localTime(now).date();
    if (then.date() == today)
        return then.toString(u"HH:mm"_s);
    if (then.date() == today.addDays(-1))
        return tr(QT_TRANSLATE_NOOP("ui", "Yesterday"));
    return QLocale().toString(then.date(), then.date().year() == today.year() ? u"d MMM"_s : u"d MMM yyyy"_s);
}

QString comingText(core::Timestamp at, core::Timestamp now)
{
    if (!core::isSet(at))
        return {};
    const QDateTime then = localTime(at);
    const QDate today = localTime(now).date();
    const QString time = then.toString(u"HH:mm"_s);
    if (then.date() == today)
        return time;
    if (then.date() == today.addDays(1))
        return tr(QT_TRANSLATE_NOOP("ui", "Tomorrow %1")).arg(time);
    const bool thisYear = then.date().year() == today.year();
    return QLocale().toString(then.date(), thisYear ? u"ddd d MMM"_s : u"d MMM yyyy"_s) + u' ' + time;
}

QString clockText(core::Timestamp at)
{
    return localTime(at).toString(u"HH:mm:ss"_s);
}

QString exactText(core::Timestamp at)
{
    if (!core::isSet(at))
        return u"–"_s;
    const QDateTime then = localTime(at);
    const int minutes = then.offsetFromUtc() / 60;
    const QString offset = u"UTC%1%2:%3"_s.arg(QLatin1Char(minutes < 0 ? '-' : '+'))
                               .arg(std::abs(minutes) / 60, 2, 10, QLatin1Char('0'))
                               .arg(std::abs(minutes) % 60, 2, 10, QLatin1Char('0'));
    const QString written = then.toString(u"yyyy-MM-dd HH:mm:ss"_s);
    const QString zone = then.timeZoneAbbreviation();
    // Some zones have no name but their offset.
    if (zone.isEmpty() || zone == "UTC"_L1 || !zone.at(0).isLetter())
        return written + u' ' + (minutes == 0 ? u"UTC"_s : offset);
    return u"%1 %2 (%3)"_s.arg(written, zone, offset);
}

core::Timestamp startOfDay(core::Timestamp now)
{
    return core::fromStored(localTime(now).date().startOfDay().toMSecsSinceEpoch());
}

} // namespace ui
