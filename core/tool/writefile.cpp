// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/writefile.h"

#include "core/tool/actionwords.h"
#include "core/tool/poolrun.h"
#include "core/tool/workspacepath.h"

#include <QJsonArray>
#include <QLocale>
#include <QStringDecoder>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QString describe(const QString &verb, const QString &path, qsizetype bytes)
{
    const QString size = bytes == 1
                             ? u"1 byte"_s
                             : QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
    return u"%1 %2 (%3)"_s.arg(verb, setApart(shortenedWithin(path, 160)), size);
}

Result<QJsonObject> writeText(const ToolContext &context, const QString &path, const QByteArray &bytes,
                              const WorkspaceLimits &limits)
{
    const Workspace workspace = TRY(Workspace::open(context.workspace, Workspace::Missing::Create, limits));
    const bool replaced = TRY(workspace.write(path, bytes)) == Workspace::Written::Replaced;
    const QString summary = describe(replaced ? u"Replaced"_s : u"Wrote"_s, path, bytes.size());
    return QJsonObject{{u"path"_s, path},
                       {u"bytes"_s, bytes.size()},
                       {u"replaced"_s, replaced},
                       {u"text"_s, summary},
                       {u"summary"_s, summary}};
}

} // namespace

ToolSpec WriteFile::spec() const
{
    const QJsonObject path{{u"type"_s, u"string"_s},
                           {u"minLength"_s, 1},
                           {u"maxLength"_s, 1024},
                           {u"description"_s, u"Relative to the workspace, such as reports/q3.md"_s}};
    const QJsonObject content{{u"type"_s, u"string"_s},
                              {u"description"_s, u"The whole new text of the file"_s}};
    return {.name = u"write_file"_s,
            .station = u"Write"_s,
            .description =
                u"Writes a text file of the workspace, at most 1 MB; an existing file is replaced."_s,
            .parameters = {{u"type"_s, u"object"_s},
                           {u"properties"_s, QJsonObject{{u"path"_s, path}, {u"content"_s, content}}},
                           {u"required"_s, QJsonArray{u"path"_s, u"content"_s}},
                           {u"additionalProperties"_s, false}},
            .effect = Effect::Write,
            // The whole file is given, so writing it again changes nothing.
            .repeat = Repeat::Safe};
}

Result<QJsonObject> WriteFile::normalized(const QJsonObject &arguments) const
{
    return withNormalPath(arguments, PathOf::File);
}

std::unique_ptr<ToolRun> WriteFile::start(const QJsonObject &arguments, const ToolContext &context)
{
    return std::make_unique<PoolRun>([context, path = arguments[u"path"].toString(),
                                      bytes = arguments[u"content"].toString().toUtf8(),
                                      limits = m_limits] { return writeText(context, path, bytes, limits); });
}

QString WriteFile::title(const QJsonObject &arguments) const
{
    return describe(u"Write"_s, arguments[u"path"].toString(),
                    arguments[u"content"].toString().toUtf8().size());
}

// The difference is made by whoever shows it.
ActionPreview WriteFile::preview(const QJsonObject &arguments, const ToolContext &context) const
{
    FileChange change{.path = arguments[u"path"].toString(),
                      .after = arguments[u"content"].toString(),
                      .pathArgument = u"path"_s,
                      .textArgument = u"content"_s};
    const auto workspace = Workspace::open(context.workspace, Workspace::Missing::Refuse, m_limits);
    const auto bytes = workspace ? workspace->read(change.path) : Result<QByteArray>(workspace.error());
    change.isThere = bytes || bytes.error().code != ErrorCode::NotFound;
    if (bytes) {
        QStringDecoder decoder(QStringDecoder::Utf8);
        change.before = decoder.decode(*bytes);
        change.isText = !decoder.hasError();
    } else {
        change.isText = !change.isThere;
    }
    return {.file = change};
}

} // namespace core
