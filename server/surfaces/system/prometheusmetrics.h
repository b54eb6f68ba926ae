// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/requestobserver.h"

#include <QByteArray>
#include <QObject>

#include <memory>

namespace server {

class Server;
struct ServerCounts;

} // namespace server

namespace server::system {

// The figures of /metrics. What happens is counted as it happens (requests, tasks that ended); what is, is
// asked for when somebody reads (tasks by state, approvals, instances, the process). Counters begin at 0 with
// the process, as Prometheus expects. Owned by Surfaces; backend thread. The core outlives it.
class PrometheusMetrics final : public QObject, public RequestObserver
{
    Q_OBJECT

public:
    explicit PrometheusMetrics(core::Core &core);
    ~PrometheusMetrics() override;

    void answered(Method method, QByteArrayView route, int status, std::chrono::nanoseconds took) override;

    // Tells of the server's connections, beside those of others, for as long as it lives.
    void watch(Server &server);

    // Everything in the text format of Prometheus, but for the agents and clusters that the reader does not
    // see.
    QByteArray text(const core::Principal &reader) const;

private:
    struct Series;

    void hear(const QList<core::Event> &events);
    ServerCounts serverCounts() const;
    QString agentNameOf(const core::Event &event) const;

    core::Core &m_core;
    std::unique_ptr<Series> m_series;
};

} // namespace server::system
