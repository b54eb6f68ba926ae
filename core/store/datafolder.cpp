// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/datafolder.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// A session may be called anything that a contract allows, "..": only plain names are used as they are.
QString folderName(const QString &name)
{
    const bool plain = !name.isEmpty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'_');
    });
    if (plain)
        return name;
    return u"s."_s + QString::fromLatin1(QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex());
}

} // namespace

DataFolder::DataFolder(QString path, std::unique_ptr<QLockFile> lock) : m_path(std::move(path)), m_lock(std::move(lock)) {}

Result<std::unique_ptr<DataFolder>> DataFolder::open(const QString &path)
{
    const QString folder = QDir(path).absolutePath();
    const bool isNew = !QFileInfo::exists(folder);
    if (!QDir().mkpath(folder))
        return failure(ErrorCode::Unavailable,
                       u"The data folder %1 cannot be made. Check the permissions of its parent, or choose another with --data."_s
                           .arg(folder));
    if (isNew)
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    auto lock = std::make_unique<QLockFile>(folder + u"/lock"_s);
    lock->setStaleLockTime(0); // only a process that is gone loses its lock
    if (!lock->tryLock(0)) {
        if (lock->error() != QLockFile::LockFailedError)
            return failure(ErrorCode::Unavailable,
                           u"The data folder %1 cannot be written. Check its permissions, or choose another with --data."_s.arg(folder));
        qint64 process = 0;
        QString host;
        QString program;
        lock->getLockInfo(&process, &host, &program);
        return failure(ErrorCode::Conflict,
                       u"The data folder %1 is in use by %2 (process %3). Stop it first, or choose another folder with --data."_s
                           .arg(folder, program.isEmpty() ? u"another process"_s : program)
                           .arg(process));
    }
    return std::unique_ptr<DataFolder>(new DataFolder(folder, std::move(lock)));
}

QString DataFolder::workspace(const QString &owner, const QString &sessionId) const
{
    return m_path + u"/workspaces/"_s + folderName(owner) + u'/' + folderName(sessionId);
}

} // namespace core
