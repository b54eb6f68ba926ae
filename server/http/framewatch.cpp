// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/framewatch.h"

#include <QtEndian>

#include <algorithm>

namespace server {

namespace {

constexpr int maskSize = 4;

int sizeOfLength(char second)
{
    const int length = second & 0x7f;
    return length == 126 ? 2 : length == 127 ? 8 : 0;
}

quint64 payloadOf(const QByteArray &head)
{
    switch (sizeOfLength(head[1])) {
    case 2:
        return qFromBigEndian<quint16>(head.constData() + 2);
    case 8:
        return qFromBigEndian<quint64>(head.constData() + 2);
    default:
        return quint64(head[1] & 0x7f);
    }
}

} // namespace

bool FrameWatch::take(QByteArrayView bytes)
{
    while (!bytes.isEmpty() && !m_isBroken) {
        if (m_left > 0) {
            const quint64 skipped = std::min<quint64>(m_left, quint64(bytes.size()));
            m_left -= skipped;
            bytes = bytes.sliced(qsizetype(skipped));
            continue;
        }
        m_isBroken = !takeHead(bytes.front());
        bytes = bytes.sliced(1);
    }
    return !m_isBroken;
}

bool FrameWatch::takeHead(char byte)
{
    m_head.append(byte);
    if (m_head.size() < 2)
        return true;
    if ((m_head[1] & 0x80) == 0)
        return false;
    if (m_head.size() == 2 + sizeOfLength(m_head[1]) + maskSize) {
        m_left = payloadOf(m_head);
        m_head.clear();
    }
    return true;
}

} // namespace server
