// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/policy/condition.h"

#include <QJsonValue>

#include <vector>

namespace core {

enum class ConditionOperator {
    And,
    Or,
    Not,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    StartsWith,
    EndsWith,
    Contains,
    Matches,
    Exists,
};

// A name within an object, or a place within a list.
struct ConditionPathPart
{
    QString name = {};
    qsizetype index = -1;
};

// A condition as a tree: "and", "or" and "not" have children, a comparison has a path and an operand.
struct Condition::Node
{
    ConditionOperator op = ConditionOperator::And;
    std::vector<std::shared_ptr<const Node>> children = {};
    std::vector<ConditionPathPart> path = {};
    QJsonValue operand = {};
};

// Reads the text of a condition, which is not empty. Fails with InvalidArgument and says where it broke.
Result<std::shared_ptr<const Condition::Node>> parseCondition(const QString &text);

// Whether a word means something in conditions, so that an argument of that name must be written in quotes.
bool isReservedInConditions(QStringView word);

} // namespace core
