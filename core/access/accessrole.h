// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"

namespace core {

// What a person or a key is for. Each of the first four may do what the one before it may.
enum class AccessRole {
    Viewer,        // sees
    Operator,      // starts and steers work
    Approver,      // clears what waits for a person
    Administrator, // everything, and everybody's
    Anonymous,     // a program on this computer that sends no key, where access.anonymous lets it
};

template<>
struct Words<AccessRole>
{
    static constexpr std::pair<AccessRole, const char *> table[] = {
        {AccessRole::Viewer, "viewer"},
        {AccessRole::Operator, "operator"},
        {AccessRole::Approver, "approver"},
        {AccessRole::Administrator, "administrator"},
        {AccessRole::Anonymous, "anonymous"}};
};

constexpr Scopes scopesOf(AccessRole role)
{
    constexpr Scopes viewer = Scope::TasksRead | Scope::SessionsRead | Scope::ApprovalsRead |
                              Scope::ClustersRead | Scope::KnowledgeRead | Scope::MetricsRead |
                              Scope::KeysManage; // one's own
    constexpr Scopes worker = viewer | Scope::TasksWrite | Scope::AgentsExecute | Scope::SessionsWrite |
                              Scope::ClustersWrite | Scope::KnowledgeWrite;
    switch (role) {
    case AccessRole::Viewer:
        return viewer;
    case AccessRole::Operator:
        return worker;
    case AccessRole::Anonymous:
        return worker & ~Scopes(Scope::KeysManage);
    case AccessRole::Approver:
        return worker | Scope::ApprovalsDecide;
    case AccessRole::Administrator:
        break;
    }
    return allScopes;
}

} // namespace core
