// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/step.h"

#include <QJsonArray>

namespace server::shannon {

// What the agents of a task read to answer: pages that they fetched, and passages of documents. Each once, in
// the order in which they were read, and 50 at most.
QJsonArray citationsOf(const QList<core::Step> &steps);

} // namespace server::shannon
