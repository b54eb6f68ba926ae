// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/timetext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace ui {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ui::Time", text);
}

QDateTime localTime(core::Timestamp at)
{
    return QDateTime::fromMSecsSinceEpoch(core::toStored(at));
}

} // namespace

QString spanText(core::milliseconds span)
{
    if (span < 1min)
        return tr(QT_TRANSLATE_NOOP("ui::Time", "%1 s")).arg(std::max<qint64>(0, span / 1s));
    if (span < 1h)
        return tr(QT_TRANSLATE_NOOP("ui::Time", "%1 min")).arg(span / 1min);
    if (span < 48h)
        return tr(QT_TRANSLATE_NOOP("ui::Time", "%1 h")).arg(span / 1h);
    return tr(QT_TRANSLATE_NOOP("ui::Time", "%1 d")).arg(span / 24h);
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
        return tr(QT_TRANSLATE_NOOP("ui::Time", "Yesterday"));
    return QLocale().toString(then.date(), then.date().year() == today.year() ? u"d MMM"_s : u"d MMM yyyy"_s);
}

core::Timestamp startOfDay(core::Timestamp now)
{
    return core::fromStored(localTime(now).date().startOfDay().toMSecsSinceEpoch());
}

} // namespace ui
