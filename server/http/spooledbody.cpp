// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/spooledbody.h"

#include <QDir>

namespace server {

using namespace Qt::Literals::StringLiterals;

std::shared_ptr<SpooledBody> SpooledBody::create(const QString &folder, Digest digest,
                                                 QByteArrayView contentType)
{
    const QString place = folder.isEmpty() ? QDir::tempPath() : folder;
    if (!QDir().mkpath(place))
        return nullptr;
    std::shared_ptr<SpooledBody> body(new SpooledBody);
    body->m_file.setFileTemplate(place + u"/upload-XXXXXX"_s);
    if (!body->m_file.open())
        return nullptr;
    if (digest == Digest::Made)
        body->m_digest.emplace(contentType);
    body->m_path = body->m_file.fileName();
    return body;
}

bool SpooledBody::append(QByteArrayView bytes)
{
    m_size += bytes.size();
    if (m_digest)
        m_digest->add(bytes);
    return m_file.write(bytes.data(), bytes.size()) == bytes.size();
}

bool SpooledBody::finish()
{
    if (m_digest)
        m_sum = m_digest->result();
    return m_file.flush();
}

} // namespace server
