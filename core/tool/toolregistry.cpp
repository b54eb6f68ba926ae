// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/toolregistry.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/tool/jsonschema.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype largestArguments = 2 * 1024 * 1024;
constexpr int deepestArguments = 32;

} // namespace

bool isToolName(const QString &name)
{
    return !name.isEmpty() && name.size() <= 64 && std::ranges::all_of(name, [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-');
    });
}

Result<void> checkArguments(const ToolSpec &spec, const QJsonObject &arguments)
{
    if (depthOf(arguments) > deepestArguments || isLargerThan(arguments, largestArguments))
        return failure(ErrorCode::TooLarge, u"The arguments are too large or nested too deep."_s);
    return toResult(check(spec.parameters, arguments));
}

Result<void> ToolRegistry::add(std::unique_ptr<Tool> tool)
{
    ToolSpec spec = tool->spec();
    if (!isToolName(spec.name))
        return invalid(u"name"_s, u"name: must be 1 to 64 letters, digits, “_” or “-”"_s);
    if (m_entries.contains(spec.name))
        return failure(ErrorCode::Conflict, u"There is already a tool named “%1”."_s.arg(spec.name));
    if (spec.parameters[u"type"] != u"object"_s)
        return invalid(u"parameters.type"_s, u"parameters.type: must be “object”"_s);
    TRY(toResult(checkSchema(spec.parameters)));
    const QString name = spec.name;
    m_entries.emplace(name, Entry{.tool = std::move(tool), .spec = std::move(spec)});
    return {};
}

Tool *ToolRegistry::find(const QString &name) const
{
    const auto found = m_entries.find(name);
    return found == m_entries.end() ? nullptr : found->second.tool.get();
}

QList<ToolSpec> ToolRegistry::specs(const QStringList &names) const
{
    QList<ToolSpec> specs;
    for (const QString &name : names) {
        if (const auto found = m_entries.find(name); found != m_entries.end())
            specs += found->second.spec;
    }
    return specs;
}

QList<ToolSpec> ToolRegistry::specs() const
{
    return specs(names());
}

QStringList ToolRegistry::names() const
{
    QStringList names;
    for (const auto &[name, entry] : m_entries)
        names += name;
    return names;
}

Result<void> ToolRegistry::check(const QString &name, const QJsonObject &arguments) const
{
    const auto found = m_entries.find(name);
    if (found == m_entries.end()) {
        Error error =
            failure(ErrorCode::NotFound, u"There is no tool named “%1”."_s.arg(shortened(name, 80)));
        error.field = u"tool"_s;
        return error;
    }
    return checkArguments(found->second.spec, arguments);
}

} // namespace core
