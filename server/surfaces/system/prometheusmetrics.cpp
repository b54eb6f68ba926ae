// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/prometheusmetrics.h"

#include "server/http/server.h"
#include "server/surfaces/system/currentfigures.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <QPointer>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

namespace server::system {

using core::EventType;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr const char *withoutCluster = "assistant"; // who takes tasks that name no agent

const prometheus::Histogram::BucketBoundaries agentBuckets{0.1, 0.5, 1.0};
const prometheus::Histogram::BucketBoundaries requestBuckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                             0.1,    0.25,  0.5,    1.0,   2.5,  5.0,   10.0};

QLatin1StringView outcomeOf(EventType type)
{
    switch (type) {
    case EventType::TaskCompleted:
        return "success"_L1;
    case EventType::TaskFailed:
        return "error"_L1;
    case EventType::TaskCancelled:
        return "cancelled"_L1;
    default:
        return {};
    }
}

} // namespace

// The series that are counted, and the way to one of them without building its labels again: a route is the
// path of an endpoint's row, so its address names it.
struct PrometheusMetrics::Series
{
    using RouteKey = std::tuple<const char *, Method, int>;

    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter> &tasks =
        prometheus::BuildCounter()
            .Name("goagents_requests_total")
            .Help("Requests to agents that ended, by agent and outcome")
            .Register(registry);
    prometheus::Family<prometheus::Histogram> &taskTimes =
        prometheus::BuildHistogram()
            .Name("goagents_response_time_seconds")
            .Help("Time from the first step of a request to an agent to its end")
            .Register(registry);
    prometheus::Family<prometheus::Counter> &requests = prometheus::BuildCounter()
                                                            .Name("signalbox_http_requests_total")
                                                            .Help("HTTP requests that were answered")
                                                            .Register(registry);
    prometheus::Family<prometheus::Histogram> &requestTimes =
        prometheus::BuildHistogram()
            .Name("signalbox_http_request_duration_seconds")
            .Help("Time from the head of an HTTP request to its answer")
            .Register(registry);
    std::map<RouteKey, prometheus::Counter *> requestCounters;
    std::map<const char *, prometheus::Histogram *> requestHistograms;
    QList<QPointer<Server>> servers;
};

PrometheusMetrics::PrometheusMetrics(core::Core &core)
    : m_core(core)
    , m_series(std::make_unique<Series>())
{
    connect(&core.feed(), &core::Feed::announced, this, &PrometheusMetrics::hear);
}

PrometheusMetrics::~PrometheusMetrics() = default;

namespace {

// Of the clusters and agents of others; an agent of the same name that the reader sees is told.
std::set<std::string> namesHiddenFrom(const core::FleetService &fleet, const core::Principal &reader)
{
    std::set<std::string> hidden;
    std::set<std::string> seen;
    for (const core::Cluster &cluster : fleet.clusters(core::localOperator())) {
        std::set<std::string> &names = cluster.serves(reader) ? seen : hidden;
        names.insert(cluster.name.toStdString());
        for (const core::Agent &agent : cluster.agents)
            names.insert(agent.spec.name.toStdString());
    }
    seen.insert(withoutCluster);
    for (const std::string &name : seen)
        hidden.erase(name);
    return hidden;
}

void leaveOut(std::vector<prometheus::MetricFamily> &families, const std::set<std::string> &names)
{
    if (names.empty())
        return;
    const auto isHidden = [&names](const prometheus::ClientMetric::Label &label) {
        return (label.name == "agent" || label.name == "cluster") && names.contains(label.value);
    };
    for (prometheus::MetricFamily &family : families) {
        std::erase_if(family.metric, [&](const prometheus::ClientMetric &metric) {
            return std::ranges::any_of(metric.label, isHidden);
        });
    }
}

} // namespace

void PrometheusMetrics::watch(Server &server)
{
    m_series->servers.append(&server);
}

void PrometheusMetrics::answered(Method method, QByteArrayView route, int status,
                                 std::chrono::nanoseconds took)
{
    const bool isKnown = !route.isEmpty();
    const char *address = isKnown ? route.data() : nullptr;
    const std::string label = isKnown ? std::string() : "unmatched";
    const auto named = [&] { return isKnown ? route.toByteArray().toStdString() : label; };
    prometheus::Counter *&counter = m_series->requestCounters[{address, method, status}];
    if (counter == nullptr) {
        counter = &m_series->requests.Add({{"route", named()},
                                           {"method", core::toWord(method).toStdString()},
                                           {"status", std::to_string(status)}});
    }
    counter->Increment();
    prometheus::Histogram *&histogram = m_series->requestHistograms[address];
    if (histogram == nullptr)
        histogram = &m_series->requestTimes.Add({{"route", named()}}, requestBuckets);
    histogram->Observe(std::chrono::duration<double>(took).count());
}

// The name is a label, so agents that are gone, and whose names nobody knows any more, share one.
QString PrometheusMetrics::agentNameOf(const core::Event &event) const
{
    const core::AgentId id{event.payload.value("agent_id"_L1).toString()};
    if (id.isEmpty())
        return QString::fromLatin1(withoutCluster);
    const auto agent = m_core.fleet().agent(id);
    return agent ? agent->spec.name : u"removed"_s;
}

void PrometheusMetrics::hear(const QList<core::Event> &events)
{
    for (const core::Event &event : events) {
        const QLatin1StringView outcome = outcomeOf(event.type);
        if (outcome.isEmpty())
            continue;
        const std::string agent = agentNameOf(event).toStdString();
        m_series->tasks.Add({{"agent", agent}, {"status", outcome.data()}}).Increment();
        if (event.type == EventType::TaskCancelled)
            continue;
        const double milliseconds = event.payload.value("duration_ms"_L1).toDouble();
        m_series->taskTimes.Add({{"agent", agent}}, agentBuckets).Observe(milliseconds / 1000.0);
    }
}

ServerCounts PrometheusMetrics::serverCounts() const
{
    ServerCounts all;
    for (const QPointer<Server> &server : std::as_const(m_series->servers)) {
        if (!server)
            continue;
        const ServerCounts one = server->counts();
        all.connections += one.connections;
        all.streams += one.streams;
        all.refused += one.refused;
    }
    return all;
}

QByteArray PrometheusMetrics::text(const core::Principal &reader) const
{
    std::vector<prometheus::MetricFamily> families = m_series->registry.Collect();
    appendCoreFigures(families, m_core);
    leaveOut(families, namesHiddenFrom(m_core.fleet(), reader));
    appendProcessFigures(families);
    appendServerFigures(families, serverCounts());
    std::ostringstream stream;
    prometheus::TextSerializer().Serialize(stream, families);
    return QByteArray::fromStdString(stream.str());
}

} // namespace server::system
