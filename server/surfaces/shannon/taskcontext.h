// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

namespace server::shannon {

// The context of a task as the contract has it: what the body says beside it is copied into it, and a
// research strategy brings the defaults of its preset for what the caller did not set.
QJsonObject contextOf(const QJsonObject &body);

} // namespace server::shannon
