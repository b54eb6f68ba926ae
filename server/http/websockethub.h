// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/endpoint.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <map>
#include <memory>
#include <vector>

class QWebSocket;

namespace server {

class GuardSocket;

// Brings each WebSocket whose handshake Qt has done together with the endpoint that let it through, and looks
// after those that are open. Owned by Dispatcher; backend thread.
class WebSocketHub final : public QObject
{
    Q_OBJECT

public:
    explicit WebSocketHub(qint64 largestMessage)
        : m_largestMessage(largestMessage)
    {
    }
    ~WebSocketHub() override;

    int open() const { return int(m_open.size()); }

    // The endpoint has agreed; the handshake follows.
    void expect(GuardSocket &socket, SocketOpened opened);
    // The handshake is done.
    void adopt(std::unique_ptr<QWebSocket> socket);
    // Tells the peers of whom `admits` says no that they may not stay.
    void closeUnless(const std::function<bool(const core::Principal &)> &admits);
    // Tells all peers that the server goes away.
    void closeAll();
    void dropAll();
    void look(qint64 now);

private:
    struct Expected
    {
        QPointer<GuardSocket> socket;
        SocketOpened opened;
    };

    qint64 m_largestMessage;
    std::vector<Expected> m_expected;
    std::map<WebSocket *, core::Principal> m_open; // who opened each
};

} // namespace server
