// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/retryafter.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <optional>

namespace core {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

std::optional<QDateTime> httpDate(const QByteArray &text)
{
    const QString pattern = u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s;
    QDateTime time = QLocale::c().toDateTime(QString::fromLatin1(text).trimmed(), pattern);
    if (!time.isValid())
        return {};
    time.setTimeZone(QTimeZone::utc());
    return time;
}

} // namespace

milliseconds retryAfter(const QByteArray &header, const QByteArray &date, Timestamp now)
{
    const auto bounded = [](double count) {
        return milliseconds(static_cast<qint64>(std::clamp(count, 0.0, 86'400'000.0)));
    };
    bool isNumber = false;
    const double seconds = header.trimmed().toDouble(&isNumber);
    if (isNumber)
        return bounded(seconds * 1000);
    const auto until = httpDate(header);
    if (!until)
        return 0ms;
    const auto sent = httpDate(date);
    const qint64 from = sent ? sent->toMSecsSinceEpoch() : toStored(now);
    return bounded(static_cast<double>(until->toMSecsSinceEpoch() - from));
}

} // namespace core
