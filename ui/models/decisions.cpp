// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/decisions.h"

#include "ui/models/backend.h"

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

const QString undoSetting = u"approvals.undo_seconds"_s;

QString wordsFor(const Choice &choice)
{
    if (choice.decision.verdict == core::Verdict::Approve) {
        const bool isChanged = choice.ids.size() == 1 &&
                               choice.own.value(choice.ids.first(), choice.decision).edited.has_value();
        return (isChanged ? Decisions::tr("Approved with changes: %1") : Decisions::tr("Approved: %1"))
            .arg(choice.title);
    }
    const bool ends = choice.decision.rejection == core::Rejection::EndsTask;
    return (ends ? Decisions::tr("Rejected, and its task ended: %1") : Decisions::tr("Rejected: %1"))
        .arg(choice.title);
}

} // namespace

Decisions::Decisions(Backend &backend)
    : m_backend(backend)
{
    m_time.setSingleShot(true);
    m_time.setTimerType(Qt::PreciseTimer);
    connect(&m_time, &QTimer::timeout, this, &Decisions::settleDue);
    connect(&backend, &Backend::announced, this, [this](const QList<core::Event> &events) {
        for (const core::Event &event : events) {
            if (event.type == core::EventType::SettingChanged && event.subject == undoSetting)
                readSetting();
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

void Decisions::setTimeToUndo(core::milliseconds time)
{
    m_undo = time;
    emit changed();
}

void Decisions::decide(const Choice &choice, QObject *context, const Then &then)
{
    if (m_undo.count() == 0) {
        send(choice, context, then);
        emit changed();
        return;
    }
    m_held.append({.choice = choice, .whole = m_undo, .until = QDeadlineTimer(m_undo, Qt::PreciseTimer)});
    setTimer();
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

int Decisions::heldCount() const
{
    qsizetype count = 0;
    for (const Held &held : m_held)
        count += held.choice.ids.size();
    return static_cast<int>(count);
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
    emit changed();
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
    m_last = wordsFor(choice);
    m_backend.call(
        context,
        [choice, principal = m_backend.principal()](core::Core &core) -> core::Result<DecisionOutcome> {
            DecisionOutcome outcome;
            for (const core::ApprovalId &id : choice.ids) {
                core::Decision decision = choice.own.value(id, choice.decision);
                decision.verdict = choice.decision.verdict;
                decision.rejection = choice.decision.rejection;
                const auto approval = core.approvals().decide(id, decision, principal);
                if (approval)
                    ++outcome.done;
                else if (!outcome.error)
                    outcome.error = approval.error();
            }
            return outcome;
        },
        then);
}

} // namespace ui
