// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/fleetwatch.h"

#include <algorithm>

namespace ui {

using namespace std::chrono_literals;

namespace {

bool changesFleet(const core::Event &event)
{
    return event.type == core::EventType::ClusterDeployed || event.type == core::EventType::ClusterChanged ||
           event.type == core::EventType::ClusterDeleted || event.type == core::EventType::AgentScaled ||
           (event.type == core::EventType::SettingChanged && event.subject == core::DefaultAgents::setting);
}

bool changesLoad(const core::Event &event)
{
    return event.type == core::EventType::StepStarted || event.type == core::EventType::StepFinished ||
           event.type == core::EventType::StepFailed;
}

} // namespace

FleetWatch::FleetWatch(Backend &backend, QObject *parent)
    : QObject(parent)
    , m_backend(backend)
{
    m_timer.setInterval(2s);
    connect(&m_timer, &QTimer::timeout, this, &FleetWatch::reload);
    m_later.setSingleShot(true);
    m_later.setInterval(std::chrono::seconds{1});
    connect(&m_later, &QTimer::timeout, this, &FleetWatch::reload);
    connect(&backend, &Backend::announced, this, [this](const QList<core::Event> &events) {
        // Nobody looks at the load while the page is out of view, and steps come by the thousand.
        const bool followed = m_timer.isActive();
        if (std::any_of(events.begin(), events.end(), [followed](const core::Event &event) {
                return changesFleet(event) || (followed && changesLoad(event));
            }))
            reload();
    });
}

void FleetWatch::follow(bool on)
{
    if (!on) {
        m_timer.stop();
        return;
    }
    m_timer.start();
    reload();
}

void FleetWatch::reload()
{
    if (m_reading) {
        m_again = true;
        return;
    }
    m_reading = true;
    m_backend.call(
        this,
        [user = m_backend.principal().user](core::Core &core) -> core::Result<Reading> {
            return Reading{.clusters = core.fleet().clusters(core::localOperator()),
                           .defaultAgent = TRY(core.defaultAgents().chosen(user))};
        },
        [this](const core::Result<Reading> &reading) {
            m_reading = false;
            if (reading)
                take(*reading);
            else
                fail(reading.error());
            if (std::exchange(m_again, false))
                reload();
        });
}

void FleetWatch::fail(const core::Error &error)
{
    m_later.start();
    emit failed(error);
}

void FleetWatch::take(const Reading &reading)
{
    m_clusters = reading.clusters;
    m_defaultAgent = reading.defaultAgent;
    QHash<core::AgentId, QList<double>> busy;
    for (const core::Cluster &cluster : std::as_const(m_clusters)) {
        for (const core::Agent &agent : cluster.agents) {
            QList<double> values = m_busy.take(agent.id);
            if (values.size() >= mostValues)
                values.removeFirst();
            values.append(agent.load.busy);
            busy.insert(agent.id, values);
        }
    }
    m_busy = busy;
    emit changed();
}

} // namespace ui
