// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QCryptographicHash>

namespace server {

// The SHA-256 of a body as it comes. The boundary of a form is left out: most clients make up a new one each
// time that they send the same form. One thread.
class BodyDigest
{
public:
    explicit BodyDigest(QByteArrayView contentType);

    void add(QByteArrayView bytes);
    // Once, when everything was added.
    QByteArray result();

private:
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    QByteArray m_boundary;
    QByteArray m_rest; // may be the beginning of a boundary
};

} // namespace server
