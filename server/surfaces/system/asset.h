// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/request.h"
#include "server/http/response.h"

namespace server::system {

// Bytes that are the same for everybody, as they are and compressed, with a tag by which a client asks
// whether they have changed. A value; copying shares.
class Asset
{
public:
    Asset() = default;
    // Compresses what is worth it.
    Asset(QByteArray bytes, QByteArray type);
    // A compiled-in file of resources/pages; "x.js.gz" is kept compressed.
    static Asset fromResource(const QString &name);
    // Makes the files of resources/pages visible to core::resource().
    static void showResources();

    // 200, or 304 when the client has it.
    Response answer(const Request &request) const;

private:
    QByteArray m_type;
    QByteArray m_plain; // empty when there is only the compressed form
    QByteArray m_packed;
    QByteArray m_tag;
};

} // namespace server::system
