// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/shell/notifications.h"
#include "ui/shell/tray.h"

#include <functional>

namespace app {

// Keeps the tray and the desktop's notifications at what waits for a person, and takes decisions from them.
// Owned by the console; UI thread. A burst of approvals shows a few notifications and otherwise the number in
// the tray. Announces openRequested().
class ApprovalNotices final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        ui::Backend &backend;
        ui::Notifications &notifications;
        ui::Tray &tray;
        std::function<bool()> isWatched; // whether the person looks at the window anyway
    };

    explicit ApprovalNotices(Parts parts, QObject *parent = nullptr);

signals:
    void openRequested(const core::ApprovalId &approval);

private:
    void hear(const QList<core::Event> &events);
    void tell(const core::ApprovalId &id);
    void withdraw(const core::ApprovalId &id);
    void withdrawAllOf(const core::TaskId &task);
    void count();
    void decide(const core::ApprovalId &id, core::Verdict verdict);

    Parts m_parts;
    QHash<core::ApprovalId, core::TaskId> m_told;
    bool m_counting = false;
    bool m_countAgain = false;
};

} // namespace app
