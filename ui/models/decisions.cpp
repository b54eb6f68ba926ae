// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/decisions.h"

#include "ui/models/backend.h"

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {
const QString undoSetting = u"approvals.undo_seconds"_s;
} // namespace

Decisions::Decisions(Backend &backend)
    : m_backend(backend)
{
    m_time.setSingleShot(true);
    connect(&m_time, &QTimer::timeout, this, &Decisions::settle);
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
        [this](const core::Result<int> &seconds) { m_undo = std::chrono::seconds(seconds ? *seconds : 0); });
}

void Decisions::decide(const QList<core::ApprovalId> &ids, const core::Decision &decision, QObject *context,
                       const Then &then)
{
    settle();
    const Held decided{.ids = ids, .decision = decision};
    if (m_undo.count() == 0)
        return send(decided, context, then);
    m_held = decided;
    m_time.start(m_undo);
    const int count = static_cast<int>(ids.size());
    const bool approves = decision.verdict == core::Verdict::Approve;
    QMetaObject::invokeMethod(
        context, [then, count] { then(DecisionOutcome{.done = count}); }, Qt::QueuedConnection);
    emit held(approves     ? count == 1 ? tr("Approved") : tr("Approved %1").arg(count)
                  : count == 1 ? tr("Rejected")
                           : tr("Rejected %1").arg(count));
}

void Decisions::undo()
{
    if (!m_held)
        return;
    m_time.stop();
    m_held.reset();
    emit settled();
}

void Decisions::settle()
{
    if (!m_held)
        return;
    m_time.stop();
    const Held decided = *std::exchange(m_held, std::nullopt);
    send(decided, this, [this](const core::Result<DecisionOutcome> &outcome) {
        if (!outcome)
            emit lost(outcome.error());
        else if (outcome->error)
            emit lost(*outcome->error);
    });
    emit settled();
}

void Decisions::send(const Held &decided, QObject *context, const Then &then)
{
    m_backend.call(
        context,
        [decided, principal = m_backend.principal()](core::Core &core) -> core::Result<DecisionOutcome> {
            DecisionOutcome outcome;
            for (const core::ApprovalId &id : decided.ids) {
                const auto approval = core.approvals().decide(id, decided.decision, principal);
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
