// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "core/base/clock.h"
#include "core/base/result.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

namespace ui {

class Backend;

// What became of some approvals that were decided together: how many, and the first thing that went wrong.
struct DecisionOutcome
{
    int done = 0;
    std::optional<core::Error> error = {};
};

// The decisions of the person at this window. They hold at once, or, when a person wants time to undo
// (the setting approvals.undo_seconds), after that time: one at a time is held back, the next one settles it,
// and so does the end of the program. Owned by the Backend; UI thread. Announces held(), then settled() once
// it holds or was undone, and lost() when it could not be made after all.
class Decisions final : public QObject
{
    Q_OBJECT

public:
    using Then = std::function<void(const core::Result<DecisionOutcome> &)>;

    explicit Decisions(Backend &backend);

    // `then` is called once while `context` lives; for what is held back at once, as if it were done.
    void decide(const QList<core::ApprovalId> &ids, const core::Decision &decision, QObject *context,
                const Then &then);
    bool isHeld(const core::ApprovalId &id) const { return m_held && m_held->ids.contains(id); }

    void undo();
    // Decides now what is held back.
    void settle();

signals:
    void held(const QString &what);
    void settled();
    void lost(const core::Error &error);

private:
    struct Held
    {
        QList<core::ApprovalId> ids = {};
        core::Decision decision = {};
    };

    void readSetting();
    void send(const Held &decided, QObject *context, const Then &then);

    Backend &m_backend;
    core::milliseconds m_undo{0};
    QTimer m_time;
    std::optional<Held> m_held;
};

} // namespace ui
