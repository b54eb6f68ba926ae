// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/shell/notifications.h"
#include "ui/shell/tray.h"

#include <QHash>
#include <QTimer>

#include <functional>

namespace app {

// Keeps the tray and the desktop's notifications at what waits for a person, and takes decisions from them.
// Owned by the console; UI thread. Of a burst a few are told at once and the rest a while later, together
// when they are many; it goes on however many wait undecided. Announces openRequested().
class ApprovalNotices final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        ui::Backend &backend;
        ui::Notifications &notifications;
        ui::Tray &tray;
        std::function<bool()> isWatched;  // whether the person looks at the window anyway
        core::milliseconds pause{20'000}; // between bursts
    };

    explicit ApprovalNotices(Parts parts, QObject *parent = nullptr);

signals:
    void openRequested(const core::ApprovalId &approval);

private:
    void hear(const QList<core::Event> &events);
    struct Told
    {
        core::TaskId task = {};
        QString title = {};
        QJsonObject seen = {}; // the values that were told
    };

    void tell(const core::ApprovalId &id);
    void tellRest();
    void refresh(const core::ApprovalId &id);
    void show(const core::Approval &approval);
    void showMany(const QList<core::Approval> &approvals);
    void withdraw(const core::ApprovalId &id);
    void withdrawAllOf(const core::TaskId &task);
    void count();
    void decide(const core::ApprovalId &id, core::Verdict verdict);

    Parts m_parts;
    QHash<core::ApprovalId, Told> m_told;
    QTimer m_pause;                 // runs after something was told
    int m_shown = 0;                // since it began
    QList<core::ApprovalId> m_rest; // came meanwhile
    bool m_counting = false;
    bool m_countAgain = false;
};

} // namespace app
