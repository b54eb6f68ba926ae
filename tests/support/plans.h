// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/provider.h"

// A plan of two steps: a tool, and what is made of it.
inline QList<core::PlannedStep> calculation()
{
    return {{.name = QStringLiteral("Calculate"),
             .kind = core::StepKind::Tool,
             .tool = QStringLiteral("calculator"),
             .arguments = {{QStringLiteral("expression"), QStringLiteral("6*7")}}},
            {.name = QStringLiteral("Say it"),
             .instruction = QStringLiteral("Say it"),
             .after = {QStringLiteral("Calculate")}}};
}
