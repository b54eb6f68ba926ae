// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/enumtext.h"
#include "core/base/id.h"

#include <QFlags>
#include <QStringList>

namespace core {

// What a key may do. The words are those of the contracts where they have one.
enum class Scope : unsigned {
    TasksRead = 1 << 0,
    TasksWrite = 1 << 1,
    AgentsExecute = 1 << 2,
    SessionsRead = 1 << 3,
    SessionsWrite = 1 << 4,
    ApprovalsRead = 1 << 5,
    ApprovalsDecide = 1 << 6,
    ClustersRead = 1 << 7,
    ClustersWrite = 1 << 8,
    KnowledgeRead = 1 << 9,
    KnowledgeWrite = 1 << 10,
    KeysManage = 1 << 11,
    MetricsRead = 1 << 12,
    Administer = 1 << 13, // sees everybody's objects
};
Q_DECLARE_FLAGS(Scopes, Scope)
Q_DECLARE_OPERATORS_FOR_FLAGS(Scopes)

inline constexpr Scopes allScopes = Scopes::fromInt((1 << 14) - 1);

template<>
struct Words<Scope>
{
    static constexpr std::pair<Scope, const char *> table[] = {
        {Scope::TasksRead, "workflows:read"},         {Scope::TasksWrite, "workflows:write"},
        {Scope::AgentsExecute, "agents:execute"},     {Scope::SessionsRead, "sessions:read"},
        {Scope::SessionsWrite, "sessions:write"},     {Scope::ApprovalsRead, "approvals:read"},
        {Scope::ApprovalsDecide, "approvals:decide"}, {Scope::ClustersRead, "clusters:read"},
        {Scope::ClustersWrite, "clusters:write"},     {Scope::KnowledgeRead, "knowledge:read"},
        {Scope::KnowledgeWrite, "knowledge:write"},   {Scope::KeysManage, "api_keys:manage"},
        {Scope::MetricsRead, "metrics:read"},         {Scope::Administer, "tenant:manage"},
    };
};

// The words of what is in them, and back; words that are none are left out.
QStringList wordsOf(Scopes scopes);
Scopes scopesFrom(const QStringList &words);

// Who acts: the person at the window, or the owner of a key. Given to every service call that needs it.
struct Principal
{
    QString user = {}; // owns what is made in its name
    QString name = {}; // for people
    Scopes scopes = {};
    KeyId key = {};
    QString signIn = {}; // of whom comes with a token: what the token follows from

    bool may(Scope scope) const { return scopes.testFlag(scope); }
    bool sees(const QString &owner) const { return owner == user || may(Scope::Administer); }
};

// The person at this computer's window.
inline Principal localOperator()
{
    return Principal{
        .user = QStringLiteral("operator"), .name = QStringLiteral("Operator"), .scopes = allScopes};
}

} // namespace core
