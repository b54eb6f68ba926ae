// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"

namespace ui {

// Plans that wait for a person are approvals whose arguments are words, not JSON.

bool isPlan(const core::Approval &approval);
int planVersion(const core::Approval &approval);
// A line for each step.
QString planText(const core::Approval &approval);
// Its first lines, and how many more there are, for where there is little room.
QString planExcerpt(const core::Approval &approval);

// Whether it takes a second key to approve it.
bool isHighRisk(const core::Approval &approval);

} // namespace ui
