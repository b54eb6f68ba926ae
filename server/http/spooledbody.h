// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/bodydigest.h"

#include <QTemporaryFile>

#include <memory>
#include <optional>

namespace server {

// The body of one request in a file, for rows whose bodies are too large for memory. The file goes with the
// last who holds it. Written in the backend thread, as it comes, to the system's cache and not to the disk;
// read by whoever got the request, in any thread.
class SpooledBody
{
public:
    // Whether what comes is also summed up, so that the same body can be known when it comes again.
    enum class Digest { None, Made };

    // Null when no file can be made there.
    static std::shared_ptr<SpooledBody> create(const QString &folder, Digest digest = Digest::None,
                                               QByteArrayView contentType = {});

    bool append(QByteArrayView bytes);
    // All that was appended is in the file.
    bool finish();

    qint64 size() const { return m_size; }
    // Of all that was appended; empty before it is finished, and when none is made.
    const QByteArray &digest() const { return m_sum; }
    QString path() const { return m_path; }

private:
    SpooledBody() = default;

    QTemporaryFile m_file;
    QString m_path;
    std::optional<BodyDigest> m_digest;
    QByteArray m_sum;
    qint64 m_size = 0;
};

} // namespace server
