// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/task.h"

namespace core {

// What the vendors' public price lists ask for a model, in US dollars for a million tokens, without discounts
// for batches or caches. Dated names ("gpt-4o-2024-08-06", "claude-sonnet-4-20250514") and "-latest" cost
// what the plain name costs. A model that is not in the table, such as a local one, costs 0.
struct Price
{
    double input = 0;
    double output = 0;
};

Price priceOf(QStringView model);
double costOf(QStringView model, const Usage &usage);

} // namespace core
