// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/backend.h"

#include "ui/models/decisions.h"

namespace ui {

using namespace std::chrono_literals;

Backend::Backend(core::Client &client)
    : m_client(client)
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(16ms);
    connect(&m_frame, &QTimer::timeout, this, &Backend::hear);
    connect(&client, &core::Client::announced, this, [this](const QList<core::Event> &events) {
        m_events += events;
        if (!m_frame.isActive())
            m_frame.start();
    });
    connect(&client, &core::Client::told, this, [this](const core::Partial &partial) {
        m_partials.append(partial);
        if (!m_frame.isActive())
            m_frame.start();
    });
    m_decisions = std::make_unique<Decisions>(*this);
}

Backend::~Backend() = default;

void Backend::hear()
{
    if (!m_partials.isEmpty())
        emit told(std::exchange(m_partials, {}));
    if (!m_events.isEmpty())
        emit announced(std::exchange(m_events, {}));
}

} // namespace ui
