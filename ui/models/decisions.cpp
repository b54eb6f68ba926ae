// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/decisions.h"

#include "ui/models/approvalwords.h"
#include "ui/models/backend.h"
#include "ui/models/planwords.h"

#include <QPointer>

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

// What is decided shortly before an approval expires still has to reach the store.
constexpr core::milliseconds beforeExpiry{2000};

const QString undoSetting = u"approvals.undo_seconds"_s;

QString wordsFor(const Choice &choice)
{
    if (choice.decision.verdict == core::Verdict::Approve) {
        const bool isChanged = choice.ids.size() == 1 &&
                               choice.own.value(choice.ids.first(), choice.decision).edited.has_value();
        return (isChanged ? Decisions::tr("Approved with changes: %1") : Decisions::tr("Approved: %1"))
            .arg(choice.title);
    }
    if (choice.sendsBack)
        return Decisions::tr("Sent back: %1").arg(choice.title);
    const bool ends = choice.decision.rejection == core::Rejection::EndsTask;
    return (ends ? Decisions::tr("Rejected and ended: %1") : Decisions::tr("Rejected: %1")).arg(choice.title);
}

// Why it was not done: who was first, and when, or what the core says.
QString whyNot(const core::Result<DecisionOutcome> &outcome)
{
    if (!outcome)
        return outcome.error().text;
    return outcome->otherwise ? decidedText(*outcome->otherwise, outcome->now) : outcome->error->text;
}

QString wordsOf(const Choice &choice, const core::Result<DecisionOutcome> &outcome)
{
    const bool approves = choice.decision.verdict == core::Verdict::Approve;
    if (!outcome || (outcome->error && outcome->done == 0))
        return (approves           ? Decisions::tr("Not approved: %1. %2")
                : choice.sendsBack ? Decisions::tr("Not sent back: %1. %2")
                                   : Decisions::tr("Not rejected: %1. %2"))
            .arg(choice.title, whyNot(outcome));
    if (outcome->error)
        return Decisions::tr("%1 of %2 were decided: %3. %4")
            .arg(QString::number(outcome->done), QString::number(choice.ids.size()), choice.title,
                 whyNot(outcome));
    if (outcome->missing == 1)
        return Decisions::tr("Your approval is kept, one more is needed: %1").arg(choice.title);
    if (outcome->missing > 1)
        return Decisions::tr("Your approval is kept, %1 more are needed: %2")
            .arg(outcome->missing)
            .arg(choice.title);
    return wordsFor(choice);
}

// How long the first of them to expire has left; nothing where none expires.
core::Result<std::optional<core::milliseconds>> timeLeft(core::Core &core, const QList<core::ApprovalId> &ids,
                                                         const core::Principal &principal)
{
    std::optional<core::milliseconds> least;
    for (const core::ApprovalId &id : ids) {
        const core::Approval approval = TRY(core.approvals().find(id, principal));
        const core::milliseconds left = approval.expiresAt - core.clock().now();
        if (core::isSet(approval.expiresAt) && (!least || left < *least))
            least = left;
    }
    return least;
}

core::Result<core::Approval> carriedOut(core::Core &core, const Choice &choice, const core::ApprovalId &id,
                                        const core::Principal &principal)
{
    core::Decision decision = choice.own.value(id, choice.decision);
    decision.verdict = choice.decision.verdict;
    decision.rejection = choice.decision.rejection;
    if (!choice.sendsBack)
        return core.approvals().decide(id, decision, principal);
    const core::Approval plan = TRY(core.approvals().find(id, principal));
    TRY(core.reviews().revise(plan.task, decision.feedback, planVersion(plan), principal));
    return core.approvals().find(id, principal);
}

void decideOne(core::Core &core, const Choice &choice, const core::ApprovalId &id,
               const core::Principal &principal, DecisionOutcome &outcome)
{
    const auto approval = carriedOut(core, choice, id, principal);
    if (approval) {
        ++outcome.done;
        if (approval->state == core::ApprovalState::Pending)
            outcome.missing = std::max(outcome.missing, approval->deciders.needed -
                                                            static_cast<int>(approval->approvers.size()));
    } else if (!outcome.error) {
        outcome.error = approval.error();
        const auto now = core.approvals().find(id, principal);
        if (now && now->state != core::ApprovalState::Pending)
            outcome.otherwise = *now;
    }
}

} // namespace

Decisions::Decisions(Backend &backend)
    : m_backend(backend)
{
    m_time.setSingleShot(true);
    m_time.setTimerType(Qt::PreciseTimer);
    connect(&m_time, &QTimer::timeout, this, &Decisions::settleDue);
    m_forgetting.setSingleShot(true);
    m_forgetting.setInterval(core::milliseconds(30'000));
    connect(&m_forgetting, &QTimer::timeout, this, [this] {
        m_last.clear();
        m_isLost = false;
        emit changed();
    });
    connect(&backend, &Backend::announced, this, [this](const QList<core::Event> &events) {
        for (const core::Event &event : events) {
            if (event.type == core::EventType::SettingChanged && event.subject == undoSetting)
                readSetting();
            hear(event);
        }
    });
    readSetting();
}

void Decisions::readSetting()
{
    m_backend.call(
        this,
        [](core::Core &core) -> core::Result<int> { return core.settings().value(undoSetting).toInt(); },
        [this](const core::Result<int> &seconds) {
            setTimeToUndo(std::chrono::seconds(seconds ? *seconds : 0));
        });
}

// Who was first decided it, so there is nothing to take back any more: the core says who.
void Decisions::hear(const core::Event &event)
{
    if (event.type != core::EventType::ApprovalDecided && event.type != core::EventType::ApprovalExpired)
        return;
    const core::ApprovalId id{event.subject};
    QList<Choice> over;
    for (Held &held : m_held) {
        if (!held.choice.ids.removeOne(id))
            continue;
        over.append(held.choice);
        over.last().ids = {id};
    }
    m_held.removeIf([](const Held &held) { return held.choice.ids.isEmpty(); });
    for (const Choice &choice : std::as_const(over))
        carryOut(choice);
    setTimer();
}

// The time to undo is over before the approval is.
void Decisions::endInTime(const Held &held)
{
    m_backend.call(
        this,
        [ids = held.choice.ids, principal = m_backend.principal()](core::Core &core) {
            return timeLeft(core, ids, principal);
        },
        [this, number = held.number](const core::Result<std::optional<core::milliseconds>> &left) {
            const auto mine = std::ranges::find(m_held, number, &Held::number);
            if (!left || !*left || mine == m_held.end())
                return;
            const core::milliseconds most = std::max(**left - beforeExpiry, core::milliseconds{0});
            if (most.count() >= mine->until.remainingTime())
                return;
            mine->until.setRemainingTime(most, Qt::PreciseTimer);
            setTimer();
            emit changed();
        });
}

void Decisions::setTimeToUndo(core::milliseconds time)
{
    m_undo = time;
    emit changed();
}

void Decisions::decide(const Choice &choice, QObject *context, const Then &then)
{
    if (m_undo.count() == 0) {
        send(choice, context, then);
        return;
    }
    m_held.append({.choice = choice,
                   .whole = m_undo,
                   .until = QDeadlineTimer(m_undo, Qt::PreciseTimer),
                   .number = ++m_numbers});
    setTimer();
    endInTime(m_held.last());
    const int count = static_cast<int>(choice.ids.size());
    QMetaObject::invokeMethod(
        context, [then, count] { then(DecisionOutcome{.done = count}); }, Qt::QueuedConnection);
    emit changed();
}

bool Decisions::isHeld(const core::ApprovalId &id) const
{
    return std::any_of(m_held.begin(), m_held.end(),
                       [&id](const Held &held) { return held.choice.ids.contains(id); });
}

QSet<core::ApprovalId> Decisions::heldIds() const
{
    QSet<core::ApprovalId> ids;
    for (const Held &held : m_held)
        ids.unite({held.choice.ids.begin(), held.choice.ids.end()});
    return ids;
}

QList<HeldDecision> Decisions::held() const
{
    QList<HeldDecision> all;
    for (const Held &held : m_held)
        all.append({.what = wordsFor(held.choice),
                    .left = core::milliseconds(held.until.remainingTime()),
                    .whole = held.whole});
    return all;
}

void Decisions::undo()
{
    if (m_held.isEmpty())
        return;
    const Held held = m_held.takeLast();
    setTimer();
    emit undone(held.choice.ids);
    tell(tr("Taken back: %1").arg(held.choice.title), Told::Done);
}

void Decisions::settle()
{
    const QList<Held> all = std::exchange(m_held, {});
    for (const Held &held : all)
        carryOut(held.choice);
    setTimer();
    if (!all.isEmpty())
        emit changed();
}

void Decisions::settleDue()
{
    const auto isDue = [](const Held &held) { return held.until.hasExpired(); };
    QList<Held> due;
    std::copy_if(m_held.begin(), m_held.end(), std::back_inserter(due), isDue);
    m_held.removeIf(isDue);
    for (const Held &held : std::as_const(due))
        carryOut(held.choice);
    setTimer();
    if (!due.isEmpty())
        emit changed();
}

void Decisions::setTimer()
{
    if (m_held.isEmpty())
        return m_time.stop();
    qint64 next = m_held.first().until.remainingTime();
    for (const Held &held : std::as_const(m_held))
        next = std::min(next, held.until.remainingTime());
    m_time.start(core::milliseconds(std::max<qint64>(0, next)));
}

void Decisions::carryOut(const Choice &choice)
{
    send(choice, this, [this](const core::Result<DecisionOutcome> &outcome) {
        if (!outcome)
            emit lost(outcome.error());
        else if (outcome->error)
            emit lost(*outcome->error);
    });
}

void Decisions::send(const Choice &choice, QObject *context, const Then &then)
{
    m_backend.call(
        this,
        [choice, principal = m_backend.principal()](core::Core &core) -> core::Result<DecisionOutcome> {
            DecisionOutcome outcome{.now = core.clock().now()};
            for (const core::ApprovalId &id : choice.ids)
                decideOne(core, choice, id, principal, outcome);
            return outcome;
        },
        [this, choice, context = QPointer(context), then](const core::Result<DecisionOutcome> &outcome) {
            tell(wordsOf(choice, outcome), !outcome || outcome->error ? Told::Lost : Told::Done);
            if (context)
                then(outcome);
        });
}

void Decisions::tell(const QString &what, Told told)
{
    m_last = what;
    m_isLost = told == Told::Lost;
    m_forgetting.start();
    emit changed();
}

} // namespace ui
