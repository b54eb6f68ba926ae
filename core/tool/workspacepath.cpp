// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/workspacepath.h"

#include "core/base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestPath = 1'024;
constexpr qsizetype longestName = 255;
constexpr qsizetype deepestPath = 16;

bool misleads(QChar c)
{
    const char16_t u = c.unicode();
    return c.category() == QChar::Other_Control || u == 0x2028 || u == 0x2029 || u == 0x200e || u == 0x200f ||
           (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069);
}

Error refused(const QString &text)
{
    return invalid(u"path"_s, u"path: "_s + text);
}

bool hasDrive(const QString &path)
{
    return path.size() >= 2 && path[1] == u':' && path[0].unicode() < 128 && path[0].isLetter();
}

} // namespace

Result<QList<QByteArray>> namesOfPath(const QString &path)
{
    if (path.size() > longestPath)
        return refused(u"must be at most %1 characters"_s.arg(longestPath));
    if (!path.isValidUtf16() || std::ranges::any_of(path, misleads))
        return refused(u"must not have control or invisible characters"_s);
    if (path.contains(u'\\'))
        return refused(u"must use “/” between folders"_s);
    if (path.startsWith(u'/') || path.startsWith(u"~/") || path == u"~" || hasDrive(path))
        return refused(u"must be relative to the workspace, such as reports/q3.md"_s);
    QList<QByteArray> names;
    const QStringList parts = path.normalized(QString::NormalizationForm_C).split(u'/', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        const QByteArray name = part.toUtf8();
        if (part == u".")
            continue;
        if (part == u"..")
            return refused(u"must not leave the workspace"_s);
        if (name.size() > longestName)
            return refused(u"each name must be at most %1 bytes"_s.arg(longestName));
        if (name.startsWith(partPrefix))
            return refused(
                u"names that begin with %1 are kept for Signalbox"_s.arg(QLatin1StringView(partPrefix)));
        names += name;
    }
    if (names.size() > deepestPath)
        return refused(u"must go through at most %1 folders"_s.arg(deepestPath - 1));
    return names;
}

Result<QJsonObject> withNormalPath(QJsonObject arguments, PathOf what)
{
    if (!arguments.contains("path"_L1))
        return arguments;
    const QString path = arguments.value("path"_L1).toString();
    const QList<QByteArray> names = TRY(namesOfPath(path));
    if (what == PathOf::File && (names.isEmpty() || path.endsWith(u'/')))
        return refused(u"must name a file"_s);
    arguments.insert(u"path"_s, QString::fromUtf8(names.join('/')));
    return arguments;
}

Error fileFailure(int number, const QString &path)
{
    const QString shown = shortened(path, 120);
    const QString detail = QString::fromLocal8Bit(std::strerror(number));
    const auto failed = [&](ErrorCode code, const QString &text) {
        Error error = failure(code, text, detail);
        error.field = u"path"_s;
        return error;
    };
    switch (number) {
    case ENOENT:
        return failed(ErrorCode::NotFound, u"There is no file “%1” in the workspace."_s.arg(shown));
    case ENOTDIR:
        return failed(ErrorCode::InvalidArgument, u"path: a part of “%1” is not a folder"_s.arg(shown));
    case EISDIR:
        return failed(ErrorCode::InvalidArgument, u"path: “%1” is a folder"_s.arg(shown));
    case ELOOP:
        return failed(ErrorCode::Forbidden,
                      u"“%1” goes through a link, and links are not followed."_s.arg(shown));
    case ENOSPC:
    case EDQUOT:
        return failed(
            ErrorCode::Unavailable,
            u"The disk is full, so “%1” was not written. Free some space and try again."_s.arg(shown));
    case EFBIG:
        return failed(ErrorCode::Unavailable,
                      u"The disk does not take a file as large as “%1”."_s.arg(shown));
    case EROFS:
        return failed(ErrorCode::Unavailable,
                      u"The disk of the workspace is read-only, so “%1” was not written."_s.arg(shown));
    case EACCES:
    case EPERM:
        return failed(
            ErrorCode::Unavailable,
            u"The permissions of the workspace do not allow “%1”. Check who owns the data folder."_s.arg(
                shown));
    case ENAMETOOLONG:
        return failed(ErrorCode::InvalidArgument, u"path: is too long for this disk"_s);
    default:
        return failed(ErrorCode::Unavailable, u"“%1” could not be reached on the disk."_s.arg(shown));
    }
}

} // namespace core
