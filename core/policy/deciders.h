// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/enumtext.h"

#include <QStringList>

namespace core {

// Whether the person whose task asks may decide it himself.
enum class Requester { May, MayNot };

template<>
struct Words<Requester>
{
    static constexpr std::pair<Requester, const char *> table[] = {{Requester::May, "may"},
                                                                   {Requester::MayNot, "may-not"}};
};

// Each stands for everybody of that role in the place of a user.
inline const QString administratorsDecide = QStringLiteral("administrator");
inline const QString approversDecide = QStringLiteral("approver"); // whoever may decide approvals

// Who may decide an action that asks, and how many different people it takes: a part of the rule that asks.
// Administrators may always, but for their own tasks where the requester may not.
struct Deciders
{
    QStringList users = {}; // empty: whoever may decide approvals
    Requester requester = Requester::May;
    int needed = 1;
};

} // namespace core
