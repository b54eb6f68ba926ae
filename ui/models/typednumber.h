// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonValue>

namespace ui {

enum class NumberKind { Whole, Any };

// The number that was typed, exactly that one. Fails with InvalidArgument and a text for who typed it: it is
// none, or it has more digits than can be kept.
core::Result<QJsonValue> numberTyped(const QString &typed, NumberKind kind);

} // namespace ui
