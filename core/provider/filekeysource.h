// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/keysource.h"

namespace core {

// Keys out of files: `<folder>/<provider>.key` holds one key. A file that anybody but its owner could read or
// write, or that belongs to another user, is refused with the command that mends it. The checks look at the
// opened file, so that it cannot be exchanged between the check and the read. A value; any thread.
class FileKeySource final : public KeySource
{
public:
    explicit FileKeySource(QString folder);

    Result<QString> key(const QString &provider) const override;

private:
    QString m_folder;
};

} // namespace core
