// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/accessrole.h"
#include "core/base/clock.h"
#include "core/base/id.h"

namespace core {

// A row of the table `invitation`: somebody may register once, as that role, until then. The code, "inv_" and
// 64 hex digits, is shown once and never stored: only its SHA-256 is.
struct Invitation
{
    QString id = {};
    AccessRole role = AccessRole::Operator;
    QString note = {};  // for whom it is
    QString owner = {}; // the administrator who made it
    KeyId key = {};     // that he made it with; it invites to no more than that key allows, and goes with it
    Timestamp createdAt = {};
    Timestamp expiresAt = {};
    Timestamp usedAt = {};
    QString usedBy = {}; // the id of the account
};

// A new invitation with its code, which is never to be had again.
struct NewInvitation
{
    Invitation invitation = {};
    QString code = {};
};

} // namespace core
