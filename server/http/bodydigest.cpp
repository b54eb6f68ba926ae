// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/bodydigest.h"

#include <QList>

#include <algorithm>

namespace server {

namespace {

constexpr qsizetype longestBoundary = 70;

// A boundary that is written in a way that no client writes it is not found, and then counts as content.
QByteArray boundaryOf(QByteArrayView contentType)
{
    constexpr QByteArrayView name = "boundary=";
    const qsizetype at = contentType.toByteArray().toLower().indexOf(name);
    if (at < 0)
        return {};
    const QByteArray rest = contentType.sliced(at + name.size()).toByteArray();
    const QByteArray value =
        rest.startsWith('"') ? rest.split('"').value(1) : rest.split(';').value(0).trimmed();
    return value.size() <= longestBoundary ? value : QByteArray();
}

} // namespace

BodyDigest::BodyDigest(QByteArrayView contentType)
    : m_boundary(boundaryOf(contentType))
{
}

void BodyDigest::add(QByteArrayView bytes)
{
    if (m_boundary.isEmpty())
        return m_hash.addData(bytes);
    m_rest += bytes;
    qsizetype done = 0;
    for (qsizetype at = m_rest.indexOf(m_boundary); at >= 0; at = m_rest.indexOf(m_boundary, done)) {
        m_hash.addData(QByteArrayView(m_rest).sliced(done, at - done));
        m_hash.addData(QByteArrayView("\0", 1)); // so that content which is left out is still there
        done = at + m_boundary.size();
    }
    const qsizetype kept = std::min(m_rest.size() - done, m_boundary.size() - 1);
    m_hash.addData(QByteArrayView(m_rest).sliced(done, m_rest.size() - done - kept));
    m_rest = m_rest.last(kept);
}

QByteArray BodyDigest::result()
{
    m_hash.addData(QByteArrayView(m_rest));
    return m_hash.result();
}

} // namespace server
