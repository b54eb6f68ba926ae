// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QStringList>

#include <bitset>

namespace core {

// What a field of a cron line may hold. `names` stand for `least`, `least` + 1 and so on: "JAN", "MON".
struct CronFieldRule
{
    QString name = {};
    int least = 0;
    int most = 0;
    QStringList names = {};
};

// The values of one field: "*", "5", "1-5", "*/15", "MON,FRI", "10-20/5", "FRI-SUN"; "?" is "*".
struct CronField
{
    std::bitset<64> values = {};
    bool isAny = false; // begins with "*"

    bool has(int value) const { return values.test(static_cast<size_t>(value)); }

    // Fails with a text that names the field and what is wrong with it.
    static Result<CronField> parse(const QString &text, const CronFieldRule &rule);
};

} // namespace core
