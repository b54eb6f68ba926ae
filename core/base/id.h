// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QString>

#include <compare>

namespace core {

// The name of one thing, with a type, so that a task's id is never taken for a step's. Empty means none.
// New ids are ordered in time (UUIDv7), so rows are appended to their tables and a list by id is a list by
// age.
template<typename Tag>
struct Id
{
    QString value;

    bool isEmpty() const { return value.isEmpty(); }
    friend bool operator==(const Id &a, const Id &b) { return a.value == b.value; }
    friend bool operator<(const Id &a, const Id &b) { return a.value < b.value; }
    friend size_t qHash(const Id &id, size_t seed = 0) noexcept { return qHash(id.value, seed); }
};

using TaskId = Id<struct TaskTag>;
using StepId = Id<struct StepTag>;
using AgentId = Id<struct AgentTag>;
using ClusterId = Id<struct ClusterTag>;
using ApprovalId = Id<struct ApprovalTag>;
using ConversationId = Id<struct ConversationTag>;
using DocumentId = Id<struct DocumentTag>;
using KeyId = Id<struct KeyTag>;
using RuleId = Id<struct RuleTag>;

// A UUIDv7 in its usual text form; within a process each is greater than the one before. Any thread.
QString newUuid();

// A new id such as "task-0193f7c2-…"; `prefix` is given with its dash.
template<typename IdType>
IdType newId(QLatin1StringView prefix)
{
    return IdType{prefix + newUuid()};
}

} // namespace core
