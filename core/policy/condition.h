// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <memory>

namespace core {

// How sure a condition is of some arguments, from least to most: "and" takes the lesser and "or" the greater.
// Missing: an argument that it asks for is not there, so the comparison is false, but its negation is not
// therefore true. Unsure: the argument is of another type than the condition compares with.
enum class Truth { No, Missing, Unsure, Yes };

// A question about the arguments of an action, such as
//   amount > 50 and currency == "EUR"
//   not (path starts_with "reports/") or items[0].price exists
// A path is names joined by dots, with [n] into lists and ["any name"] for names that are no words.
// Comparisons: == != < <= > >= with a number; == != with a text, true or false; starts_with, ends_with and
// matches (a glob) with a text; contains with a text (a part of a text, or a member of a list) or a number
// (a member); exists with nothing. Joined by and, or, not and parentheses. A value type; any thread.
class Condition
{
public:
    // Fails with InvalidArgument and a text that says where it broke. An empty text is always true.
    static Result<Condition> parse(const QString &text);

    Truth evaluate(const QJsonObject &arguments) const;

    struct Node;

private:
    explicit Condition(std::shared_ptr<const Node> root)
        : m_root(std::move(root))
    {
    }

    std::shared_ptr<const Node> m_root; // none: always true
};

// A text or a name as a condition writes it, in quotes and escaped where that is needed.
QString quotedForCondition(const QString &text);
QString pathForCondition(const QStringList &names);

} // namespace core
