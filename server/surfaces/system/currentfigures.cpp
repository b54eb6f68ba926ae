// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/system/currentfigures.h"

#include "server/surfaces/system/processfigures.h"

#include <algorithm>

namespace server::system {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

namespace {

MetricFamily family(const char *name, const char *help, MetricType type = MetricType::Gauge)
{
    return MetricFamily{.name = name, .help = help, .type = type, .metric = {}};
}

void put(MetricFamily &family, double value, std::vector<ClientMetric::Label> labels = {})
{
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.gauge.value = value;
    metric.counter.value = value;
    family.metric.push_back(std::move(metric));
}

void append(std::vector<MetricFamily> &families, const char *name, const char *help, double value,
            MetricType type = MetricType::Gauge)
{
    MetricFamily one = family(name, help, type);
    put(one, value);
    families.push_back(std::move(one));
}

bool isActive(const core::Agent &agent)
{
    return agent.load.status == core::AgentStatus::Running || agent.load.status == core::AgentStatus::Scaling;
}

MetricFamily activeAgents(core::Core &core)
{
    MetricFamily active = family("goagents_active_agents", "Agents with instances that are up, by cluster");
    for (const core::Cluster &cluster : core.fleet().clusters(core::localOperator())) {
        const auto count = std::count_if(cluster.agents.begin(), cluster.agents.end(), isActive);
        put(active, double(count), {{"cluster", cluster.name.toStdString()}});
    }
    return active;
}

} // namespace

void appendCoreFigures(std::vector<MetricFamily> &families, core::Core &core)
{
    families.push_back(activeAgents(core));
    if (const auto counts = core.tasks().counts(core::localOperator())) {
        MetricFamily tasks = family("signalbox_tasks", "Tasks in the store, by state");
        for (const auto &[state, word] : core::Words<core::TaskState>::table)
            put(tasks, double(counts->value(state)), {{"state", word}});
        families.push_back(std::move(tasks));
    }
    const auto pending =
        core.approvals().count({.state = core::ApprovalState::Pending}, core::localOperator());
    if (pending)
        append(families, "signalbox_approvals_pending", "Approvals that wait for a person", double(*pending));
    append(families, "signalbox_steps_running", "Steps whose effect is under way",
           double(core.engine().running()));
    append(families, "signalbox_store_bytes", "Size of the store on disk, with its write-ahead log",
           double(core.database().bytes()));
    MetricFamily build = family("signalbox_build_info", "Always 1; the labels say what runs");
    put(build, 1, {{"version", SIGNALBOX_VERSION}, {"qt", qVersion()}});
    families.push_back(std::move(build));
}

void appendProcessFigures(std::vector<MetricFamily> &families)
{
    const ProcessFigures figures = readProcessFigures();
    const auto seconds = [](std::chrono::milliseconds time) {
        return std::chrono::duration<double>(time).count();
    };
    append(families, "process_cpu_seconds_total", "Processor time used, in seconds",
           seconds(figures.processorTime), MetricType::Counter);
    append(families, "process_resident_memory_bytes", "Resident memory", double(figures.residentBytes));
    append(families, "process_virtual_memory_bytes", "Virtual memory", double(figures.virtualBytes));
    append(families, "process_open_fds", "Open file descriptors", figures.openFiles);
    append(families, "signalbox_process_threads", "Threads of the process", figures.threads);
    append(families, "signalbox_uptime_seconds", "Time since the process started", seconds(figures.uptime));
}

void appendServerFigures(std::vector<MetricFamily> &families, const ServerCounts &counts)
{
    append(families, "signalbox_http_connections", "Open connections", counts.connections);
    append(families, "signalbox_http_streams", "Open event streams and WebSockets", counts.streams);
    append(families, "signalbox_http_refused_total",
           "Connections and requests refused before they had a route", double(counts.refused),
           MetricType::Counter);
}

} // namespace server::system
