// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/readfile.h"

#include "core/base/text.h"
#include "core/tool/actionwords.h"
#include "core/tool/poolrun.h"
#include "core/tool/workspacepath.h"

#include <QJsonArray>
#include <QLocale>
#include <QStringDecoder>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

Result<QString> textOf(const QByteArray &bytes, const QString &path)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    if (decoder.hasError() || bytes.contains('\0')) {
        Error error = failure(ErrorCode::Unsupported,
                              u"“%1” is not a text file, so it cannot be read as one."_s.arg(path));
        error.field = u"path"_s;
        return error;
    }
    return text;
}

Result<QJsonObject> readText(const ToolContext &context, const QString &path, const WorkspaceLimits &limits)
{
    const Workspace workspace = TRY(Workspace::open(context.workspace, Workspace::Missing::Refuse, limits));
    const QByteArray bytes = TRY(workspace.read(path));
    const QString text = TRY(textOf(bytes, path));
    const QString size = QLocale::c().formattedDataSize(bytes.size(), 1, QLocale::DataSizeTraditionalFormat);
    return QJsonObject{{u"path"_s, path},
                       {u"text"_s, text},
                       {u"bytes"_s, bytes.size()},
                       {u"summary"_s, u"Read %1 (%2)"_s.arg(shortened(path, 120), size)}};
}

} // namespace

ToolSpec ReadFile::spec() const
{
    const QJsonObject path{{u"type"_s, u"string"_s},
                           {u"minLength"_s, 1},
                           {u"maxLength"_s, 1024},
                           {u"description"_s, u"Relative to the workspace, such as reports/q3.md"_s}};
    return {.name = u"read_file"_s,
            .station = u"Read"_s,
            .description = u"Reads a text file of the workspace, at most 1 MB."_s,
            .parameters = {{u"type"_s, u"object"_s},
                           {u"properties"_s, QJsonObject{{u"path"_s, path}}},
                           {u"required"_s, QJsonArray{u"path"_s}},
                           {u"additionalProperties"_s, false}},
            .effect = Effect::Read,
            .repeat = Repeat::Safe};
}

Result<QJsonObject> ReadFile::normalized(const QJsonObject &arguments) const
{
    return withNormalPath(arguments, PathOf::File);
}

std::unique_ptr<ToolRun> ReadFile::start(const QJsonObject &arguments, const ToolContext &context)
{
    return std::make_unique<PoolRun>([context, path = arguments[u"path"].toString(), limits = m_limits] {
        return readText(context, path, limits);
    });
}

QString ReadFile::title(const QJsonObject &arguments) const
{
    return u"Read "_s + setApart(shortened(arguments[u"path"].toString(), 120));
}

} // namespace core
