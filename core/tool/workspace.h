// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/tool/descriptor.h"

#include <QByteArray>
#include <QList>

namespace core {

struct WorkspaceLimits
{
    qint64 fileBytes = 1024 * 1024;
    qint64 totalBytes = 100 * 1024 * 1024;
    int files = 10'000;
};

// A file of a workspace.
struct WorkspaceFile
{
    QString path = {};
    qint64 bytes = 0;
    Timestamp changedAt = {};
};

// The folder in which the tools of a session read and write. No path leaves it: every folder on the way is
// opened from the one before without following links, so exchanging one for a link at any moment leads
// nowhere. Writing is atomic and on disk when it returns; two writers of a workspace wait for each other.
// Blocks, so it is used in a thread of the pool; a value for one job.
class Workspace
{
public:
    enum class Missing { Refuse, Create };

    // Fails with NotFound when there is no such folder and none shall be made.
    static Result<Workspace> open(const QString &folder, Missing missing, const WorkspaceLimits &limits = {});

    // Fails with NotFound, or TooLarge beyond the limit of a file.
    Result<QByteArray> read(const QString &path) const;
    // Makes the folders on the way. Fails with TooLarge when the file or the workspace would be too large.
    enum class Written { New, Replaced };
    Result<Written> write(const QString &path, const QByteArray &bytes) const;
    // Every file below a folder, by path; at most `most` of them. Links and devices are left out.
    Result<QList<WorkspaceFile>> list(const QString &path, qsizetype most) const;

private:
    Workspace(Descriptor root, const WorkspaceLimits &limits)
        : m_root(std::move(root))
        , m_limits(limits)
    {
    }
    Result<Descriptor> enter(const QList<QByteArray> &names, Missing missing, const QString &path) const;
    Result<void> checkRoom(const QString &path, qint64 added) const;

    Descriptor m_root;
    WorkspaceLimits m_limits;
};

} // namespace core
