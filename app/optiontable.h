// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/optionkind.h"

#include <QList>

namespace app {

// One option under its three names: the key "rate_limit.per_minute" of the file, the variable
// SIGNALBOX_RATE_LIMIT_PER_MINUTE and the argument --rate-limit-per-minute.
struct OptionRow
{
    QString key = {};
    OptionKind kind = {};
    QString help = {};

    QString variable() const;
    QString argument() const;
};

// Every option there is. Reading, refusing and --help all go by this table.
QList<OptionRow> optionTable();

} // namespace app
