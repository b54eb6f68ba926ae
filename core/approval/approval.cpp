// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/approval/approval.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

ApprovalId approvalIdFrom(const QString &text)
{
    const QString trimmed = text.trimmed();
    return {trimmed.isEmpty() || trimmed.startsWith("approval-"_L1) ? trimmed
                                                                    : QString(u"approval-"_s + trimmed)};
}

} // namespace core
