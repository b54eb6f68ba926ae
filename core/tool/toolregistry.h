// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/tool.h"

#include <QStringList>

#include <map>

namespace core {

// What the interfaces of models allow as the name of a tool.
bool isToolName(const QString &name);

// Checks arguments against the schema and the limits of all tools. Fails with InvalidArgument or TooLarge.
Result<void> checkArguments(const ToolSpec &spec, const QJsonObject &arguments);

// Every tool that agents can be given, by name. Owned by the core; backend thread. Filled at the start.
class ToolRegistry
{
public:
    // Fails with InvalidArgument when the name or the schema cannot be used, and with Conflict when a tool
    // of that name is there already.
    Result<void> add(std::unique_ptr<Tool> tool);

    // None when there is no such tool.
    Tool *find(const QString &name) const;

    // In the order of the names; unknown names are left out. Without names: all, by name.
    QList<ToolSpec> specs(const QStringList &names) const;
    QList<ToolSpec> specs() const;
    QStringList names() const;

    // Checks arguments before a policy, a person or the tool sees them. Fails with NotFound for an unknown
    // tool, and with InvalidArgument and a text that names the fields ("path: is required").
    Result<void> check(const QString &name, const QJsonObject &arguments) const;

private:
    struct Entry
    {
        std::unique_ptr<Tool> tool = {};
        ToolSpec spec = {};
    };

    std::map<QString, Entry> m_entries;
};

} // namespace core
