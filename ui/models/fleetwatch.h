// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"

#include <QTimer>

namespace ui {

// The clusters with the load of their agents, and which of these is the person's default, read again when
// something of them or of their work was announced, and every two seconds while followed. It keeps how busy
// each agent was since the window opened. Owned by a page; UI thread. Announces changed(); after failed() the
// content stays what it was.
class FleetWatch final : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostValues = 600; // of each agent's load

    explicit FleetWatch(Backend &backend, QObject *parent = nullptr);

    const QList<core::Cluster> &clusters() const { return m_clusters; }
    // "cluster/agent"; empty: none was chosen.
    const QString &defaultAgent() const { return m_defaultAgent; }
    // Busy instances at each reading, oldest first.
    QList<double> busyOf(const core::AgentId &agent) const { return m_busy.value(agent); }
    void reload();
    void follow(bool on);

signals:
    void changed();
    void failed(const core::Error &error);

private:
    struct Reading
    {
        QList<core::Cluster> clusters = {};
        QString defaultAgent = {};
    };
    void fail(const core::Error &error);
    void take(const Reading &reading);

    Backend &m_backend;
    QList<core::Cluster> m_clusters;
    QString m_defaultAgent;
    QHash<core::AgentId, QList<double>> m_busy;
    QTimer m_timer;
    bool m_reading = false;
    bool m_again = false;
    QTimer m_later; // what could not be read is read again
};

} // namespace ui
