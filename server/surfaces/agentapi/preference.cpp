// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/agentapi/preference.h"

#include <QByteArray>
#include <QList>

#include <algorithm>

namespace server::agentapi {

Preference preferenceOf(QByteArrayView header)
{
    Preference preference;
    bool isAsynchronous = false;
    for (const QByteArray &part : header.toByteArray().toLower().split(',')) {
        const QByteArray word = part.split(';').first().simplified().replace(' ', QByteArray());
        isAsynchronous = isAsynchronous || word == "respond-async";
        if (!word.startsWith("wait=") || preference.isStated)
            continue;
        QByteArray number = word.sliced(5);
        if (number.size() > 2 && number.startsWith('"') && number.endsWith('"'))
            number = number.sliced(1, number.size() - 2);
        bool isNumber = false;
        const qint64 seconds = number.toUInt(&isNumber);
        if (!isNumber)
            continue;
        preference = {.wait = std::min(longestWait, core::milliseconds(seconds * 1000)), .isStated = true};
    }
    if (isAsynchronous && !preference.isStated)
        preference = {.wait = core::milliseconds(0), .isStated = true};
    return preference;
}

} // namespace server::agentapi
