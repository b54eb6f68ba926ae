// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/connectionpool.h"

#include "core/provider/environmentproxies.h"

#include <algorithm>

namespace core {

namespace {

constexpr int callsPerManager = 6;

} // namespace

std::shared_ptr<ConnectionPool> ConnectionPool::create()
{
    return std::shared_ptr<ConnectionPool>(new ConnectionPool,
                                           [](ConnectionPool *pool) { pool->deleteLater(); });
}

QNetworkAccessManager &ConnectionPool::acquire()
{
    const auto hasRoom = [](const Line &line) { return line.calls < callsPerManager; };
    auto line = std::find_if(m_lines.begin(), m_lines.end(), hasRoom);
    if (line == m_lines.end()) {
        auto *manager = new QNetworkAccessManager(this);
        manager->setProxyFactory(new EnvironmentProxies);
        line = m_lines.insert(line, Line{.manager = manager});
    }
    ++line->calls;
    return *line->manager;
}

void ConnectionPool::release(QNetworkAccessManager &manager)
{
    const auto isIt = [&manager](const Line &line) { return line.manager == &manager; };
    const auto line = std::find_if(m_lines.begin(), m_lines.end(), isIt);
    if (line == m_lines.end() || --line->calls > 0 || m_lines.size() == 1)
        return;
    // Later, since a reply of this manager may be the one that speaks.
    line->manager->deleteLater();
    m_lines.erase(line);
}

} // namespace core
