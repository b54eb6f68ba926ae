// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/listfiles.h"

#include "core/base/text.h"
#include "core/tool/actionwords.h"
#include "core/tool/poolrun.h"
#include "core/tool/workspacepath.h"

#include <QJsonArray>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostFiles = 1'000;

Result<QList<WorkspaceFile>> filesOf(const ToolContext &context, const QString &path,
                                     const WorkspaceLimits &limits)
{
    const auto workspace = Workspace::open(context.workspace, Workspace::Missing::Refuse, limits);
    if (workspace)
        return workspace->list(path, mostFiles + 1);
    // A session that has written nothing yet has no folder.
    if (workspace.error().code == ErrorCode::NotFound && path.isEmpty())
        return QList<WorkspaceFile>{};
    return workspace.error();
}

Result<QJsonObject> listTexts(const ToolContext &context, const QString &path, const WorkspaceLimits &limits)
{
    const QList<WorkspaceFile> found = TRY(filesOf(context, path, limits));
    QJsonArray files;
    QStringList lines;
    for (const WorkspaceFile &file : found.first(std::min(found.size(), mostFiles))) {
        files += QJsonObject{
            {u"path"_s, file.path}, {u"bytes"_s, file.bytes}, {u"changed_at"_s, toText(file.changedAt)}};
        lines += u"%1 (%2 bytes)"_s.arg(file.path).arg(file.bytes);
    }
    const QString count = files.size() == 1 ? u"1 file"_s : u"%1 files"_s.arg(files.size());
    return QJsonObject{{u"files"_s, files},
                       {u"text"_s, lines.isEmpty() ? u"There are no files."_s : lines.join(u'\n')},
                       {u"truncated"_s, found.size() > mostFiles},
                       {u"summary"_s, u"Found %1"_s.arg(count)}};
}

} // namespace

ToolSpec ListFiles::spec() const
{
    const QJsonObject path{
        {u"type"_s, u"string"_s},
        {u"maxLength"_s, 1024},
        {u"description"_s, u"A folder relative to the workspace; without it, all files"_s}};
    return {.name = u"list_files"_s,
            .station = u"List"_s,
            .description = u"Lists the files of the workspace with their sizes, folders included."_s,
            .parameters = {{u"type"_s, u"object"_s},
                           {u"properties"_s, QJsonObject{{u"path"_s, path}}},
                           {u"additionalProperties"_s, false}},
            .effect = Effect::Read,
            .repeat = Repeat::Safe};
}

Result<QJsonObject> ListFiles::normalized(const QJsonObject &arguments) const
{
    return withNormalPath(arguments, PathOf::Folder);
}

std::unique_ptr<ToolRun> ListFiles::start(const QJsonObject &arguments, const ToolContext &context)
{
    return std::make_unique<PoolRun>([context, path = arguments[u"path"].toString(), limits = m_limits] {
        return listTexts(context, path, limits);
    });
}

QString ListFiles::title(const QJsonObject &arguments) const
{
    const QString path = arguments[u"path"].toString();
    return path.isEmpty() ? u"List the files"_s
                          : QString(u"List the files in "_s + setApart(shortened(path, 120)));
}

} // namespace core
