// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkAccessManager>

#include <memory>
#include <vector>

namespace core {

// The connections to one provider, kept open between calls. A QNetworkAccessManager has six connections to a
// host and lets the seventh request wait without saying so; a team of agents needs more, so each manager here
// carries six calls at most and another is made when they are full. Shared by the provider and its calls,
// since a call may outlive its provider; backend thread.
class ConnectionPool final : public QObject
{
    Q_OBJECT

public:
    // Destroyed from the event loop: the last owner may let go inside a signal of a reply.
    static std::shared_ptr<ConnectionPool> create();

    QNetworkAccessManager &acquire();
    void release(QNetworkAccessManager &manager);

    int size() const { return static_cast<int>(m_lines.size()); }

private:
    struct Line
    {
        QNetworkAccessManager *manager = nullptr; // a child of the pool
        int calls = 0;
    };

    ConnectionPool() = default;

    std::vector<Line> m_lines;
};

} // namespace core
