// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace server {

// Looks at the heads of the frames that a WebSocket's client sends, in pieces of any size, for what Qt lets
// pass: a frame that is not masked, with which a page could write what a cache in between takes for an
// answer.
class FrameWatch
{
public:
    // False once a frame is not masked.
    bool take(QByteArrayView bytes);

private:
    bool takeHead(char byte);

    QByteArray m_head;  // of the frame that has begun
    quint64 m_left = 0; // of its payload
    bool m_isBroken = false;
};

} // namespace server
