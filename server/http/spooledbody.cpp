// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/spooledbody.h"

#include <QDir>

namespace server {

using namespace Qt::Literals::StringLiterals;

std::shared_ptr<SpooledBody> SpooledBody::create(const QString &folder, Digest digest)
{
    const QString place = folder.isEmpty() ? QDir::tempPath() : folder;
    if (!QDir().mkpath(place))
        return nullptr;
    std::shared_ptr<SpooledBody> body(new SpooledBody);
    body->m_file.setFileTemplate(place + u"/upload-XXXXXX"_s);
    if (!body->m_file.open())
        return nullptr;
    if (digest == Digest::Made)
        body->m_hash.emplace(QCryptographicHash::Sha256);
    body->m_path = body->m_file.fileName();
    return body;
}

bool SpooledBody::append(QByteArrayView bytes)
{
    m_size += bytes.size();
    if (m_hash)
        m_hash->addData(bytes);
    return m_file.write(bytes.data(), bytes.size()) == bytes.size();
}

} // namespace server
