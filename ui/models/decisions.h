// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/approval/approval.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/journal/event.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>
#include <optional>

namespace ui {

class Backend;

// What became of some approvals that were decided together: how many, and the first thing that went wrong.
struct DecisionOutcome
{
    int done = 0;
    int missing = 0; // people who must still approve; then it is kept, and waits
    std::optional<core::Error> error = {};
    std::optional<core::Approval> otherwise = {}; // the first one that was decided otherwise, before this
    core::Timestamp now = {};
};

// What a person decided of one approval, or of several at once.
struct Choice
{
    QList<core::ApprovalId> ids = {};
    core::Decision decision = {};
    QHash<core::ApprovalId, core::Decision> own = {}; // changes and notes of single ones of them
    QString title = {};                               // names what it is about: "Write refund.md (1.2 KB)"
    bool sendsBack = false; // a plan is rejected for a better one, which the note asks for
};

// One that is not carried out yet, for who offers to take it back.
struct HeldDecision
{
    QString what = {}; // "Approved: Write refund.md (1.2 KB)"
    core::milliseconds left{0};
    core::milliseconds whole{0};
};

// The decisions of the person at this window. Each is held back for the time to undo that the person wants
// (the setting approvals.undo_seconds), for itself, however many follow; without such a time it holds at
// once, and at the end of the program all do. None is held longer than its approval lives, and where somebody
// else decides meanwhile, that is told at once. What is held is not on disk: when the program is killed it is
// as if it had not been decided. Owned by the Backend; UI thread. Announces changed() when something was
// held, taken back or carried out, undone() when it was taken back, and lost() when it could not be made
// after all.
class Decisions final : public QObject
{
    Q_OBJECT

public:
    using Then = std::function<void(const core::Result<DecisionOutcome> &)>;

    explicit Decisions(Backend &backend);

    // `then` is called once while `context` lives; for what is held back at once, as if it were done.
    void decide(const Choice &choice, QObject *context, const Then &then);
    bool isHeld(const core::ApprovalId &id) const;
    QList<HeldDecision> held() const;       // the latest last
    QSet<core::ApprovalId> heldIds() const; // the approvals that they decide
    int heldCount() const { return static_cast<int>(heldIds().size()); }
    // What was carried out last, taken back, or could not be done, in words; empty after half a minute.
    const QString &last() const { return m_last; }
    // Whether that could not be carried out.
    bool isLost() const { return m_isLost; }

    // Takes back the latest of those that are held.
    void undo();
    // Decides now all that is held back.
    void settle();
    // How long what is decided from now on can be taken back.
    void setTimeToUndo(core::milliseconds time);
    core::milliseconds timeToUndo() const { return m_undo; }

signals:
    void changed();
    void undone(const QList<core::ApprovalId> &ids);
    void lost(const core::Error &error);

private:
    struct Held
    {
        Choice choice = {};
        core::milliseconds whole{0};
        QDeadlineTimer until = {};
        int number = 0;
    };

    void readSetting();
    void hear(const core::Event &event);
    void endInTime(const Held &held);
    void settleDue();
    void setTimer();
    void carryOut(const Choice &choice);
    void send(const Choice &choice, QObject *context, const Then &then);
    enum class Told { Done, Lost };
    void tell(const QString &what, Told told);

    Backend &m_backend;
    core::milliseconds m_undo{0};
    QTimer m_time;
    QList<Held> m_held;
    int m_numbers = 0;
    QTimer m_forgetting;
    QString m_last;
    bool m_isLost = false;
};

} // namespace ui
