// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QTemporaryFile>

#include <memory>

namespace server {

// The body of one request in a file, for rows whose bodies are too large for memory. The file goes with the
// last who holds it. Written in the backend thread, as it comes, to the system's cache and not to the disk;
// read by whoever got the request, in any thread.
class SpooledBody
{
public:
    // Null when no file can be made there.
    static std::shared_ptr<SpooledBody> create(const QString &folder);

    bool append(QByteArrayView bytes);
    // All that was appended is in the file.
    bool finish() { return m_file.flush(); }

    qint64 size() const { return m_size; }
    QString path() const { return m_path; }

private:
    SpooledBody() = default;

    QTemporaryFile m_file;
    QString m_path;
    qint64 m_size = 0;
};

} // namespace server
