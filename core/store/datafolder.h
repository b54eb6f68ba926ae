// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QFile>

#include <memory>

namespace core {

// The folder where one process keeps everything. Holds a lock for as long as it lives, so a second process
// on the same folder is refused with a text that says who has it. The lock is the system's (flock), which
// ends with its process however that ends; the process number in the file is for people, since in a container
// the next one may have the same. Made with mode 0700; one that everybody can write
// is refused, and so is one where a link leads what we write elsewhere, or whose store is gone.
class DataFolder
{
public:
    static Result<std::unique_ptr<DataFolder>> open(const QString &path);

    QString path() const { return m_path; }
    QString storePath() const { return m_path + QStringLiteral("/signalbox.db"); }
    // Whether its disk takes changes for a while yet. Asks the system; some microseconds.
    bool hasRoom() const;
    // The workspace of an owner's session: a folder below this one, whatever the two are called.
    QString workspace(const QString &owner, const QString &sessionId) const;

private:
    DataFolder(QString path, std::unique_ptr<QFile> lock);

    QString m_path;
    std::unique_ptr<QFile> m_lock;
};

} // namespace core
