// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/wording.h"

#include "core/base/text.h"
#include "core/base/visibletext.h"
#include "ui/models/translation.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestTitle = 160;

// Figures look the same on every computer; the C locale has no thousands.
QLocale figures()
{
    return QLocale(QLocale::English, QLocale::UnitedStates);
}

QString number(double value, int decimals)
{
    return figures().toString(value, 'f', decimals);
}

} // namespace

QString durationText(core::milliseconds duration)
{
    const qint64 seconds = (std::max<qint64>(0, duration.count()) + 500) / 1000;
    if (duration.count() < 9'950)
        return tr("%1 s").arg(number(std::max(0.0, static_cast<double>(duration.count()) / 1000.0), 1));
    if (seconds < 120)
        return tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return tr("%1 min").arg(seconds / 60);
    if (seconds < 24 * 3600 && seconds / 60 % 60 == 0)
        return tr("%1 h").arg(seconds / 3600);
    if (seconds < 24 * 3600)
        return tr("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
    return tr("%1 d").arg(seconds / (24 * 3600));
}

QString offsetText(core::milliseconds offset)
{
    const qint64 seconds = std::max<qint64>(0, offset.count()) / 1000;
    if (seconds < 100)
        return tr("%1 s").arg(number(std::max(0.0, static_cast<double>(offset.count()) / 1000.0), 1));
    if (seconds < 3600)
        return tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    return durationText(offset);
}

QString countText(qint64 count)
{
    return figures().toString(count);
}

QString tokensText(qint64 tokens)
{
    if (tokens < 1000)
        return QString::number(tokens);
    if (tokens < 999'950)
        return tr("%1k").arg(number(static_cast<double>(tokens) / 1000, 1));
    return tr("%1M").arg(number(static_cast<double>(tokens) / 1'000'000, 1));
}

QString costText(double dollars)
{
    const int decimals = dollars > 0 && dollars < 0.005 ? 4 : 2;
    return tr("$%1").arg(number(dollars, decimals));
}

QString shortId(const QString &id)
{
    const qsizetype dash = id.indexOf(u'-');
    if (dash < 0 || id.size() - dash < 12)
        return id;
    return id.first(dash + 1) + u'…' + id.last(8);
}

QString plainLine(const QString &text, qsizetype longest)
{
    return core::shortened(core::visibleText(text.left(4 * longest)).simplified(), longest);
}

QString titleOf(const QString &query)
{
    const QString text = query.trimmed();
    const QString whole = core::shortened(
        core::visibleText(QStringView(text).first(std::min<qsizetype>(text.size(), 4 * longestTitle))),
        longestTitle);
    const QString line = whole.section(u'\n', 0, 0).simplified();
    return whole.contains(u'\n') && !line.endsWith(u'…') ? QString(line + u'…') : line;
}

} // namespace ui
