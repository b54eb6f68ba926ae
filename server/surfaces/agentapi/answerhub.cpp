// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/agentapi/answerhub.h"

namespace server::agentapi {

AnswerHub::AnswerHub(core::Core &core)
    : m_core(core)
{
    connect(&core.feed(), &core::Feed::announced, this, [this](const QList<core::Event> &events) {
        for (const core::Event &event : events) {
            if (event.type == core::EventType::TaskEnded)
                settle(event.task.value);
        }
    });
    connect(&core.codeAgents(), &core::CodeAgentService::deployed, this,
            [this](const core::AgentId &id, const core::Result<core::CodeAgent> &outcome) {
                if (outcome)
                    settle(id.value);
                else
                    settle(id.value, outcome.error());
            });
}

void AnswerHub::wait(const QString &subject, const LateReply &reply, core::milliseconds patience,
                     Answer answer)
{
    auto waiting =
        std::make_shared<Waiting>(Waiting{.reply = reply, .answer = std::move(answer), .patience = {}});
    const std::weak_ptr<Waiting> weak = waiting;
    m_waiting.insert(subject, waiting);
    reply.whenGone([this, subject, weak] {
        if (const auto gone = weak.lock())
            release(subject, gone);
    });
    m_core.journal().whenCommitted(
        this, [this, subject, patience, weak](const core::Result<void> &committed) {
            const auto held = weak.lock();
            if (!held)
                return;
            if (!committed)
                return settle(subject, committed.error());
            held->patience = std::make_unique<core::Alarm>(m_core.clock());
            connect(held->patience.get(), &core::Alarm::rang, this, [this, subject, weak] {
                if (const auto impatient = weak.lock()) {
                    impatient->reply.answer(impatient->answer());
                    release(subject, impatient);
                }
            });
            held->patience->set(m_core.clock().now() + patience);
        });
}

void AnswerHub::settle(const QString &subject)
{
    const auto settled = m_waiting.values(subject);
    m_waiting.remove(subject);
    for (const auto &waiting : settled)
        waiting->reply.answer(waiting->answer());
}

void AnswerHub::settle(const QString &subject, const core::Error &error)
{
    const auto settled = m_waiting.values(subject);
    m_waiting.remove(subject);
    for (const auto &waiting : settled)
        waiting->reply.answer(error);
}

// Its alarm may be what rings, so it goes once that has returned.
void AnswerHub::release(const QString &subject, const std::shared_ptr<Waiting> &waiting)
{
    m_waiting.remove(subject, waiting);
    QMetaObject::invokeMethod(
        this, [waiting] { waiting->patience.reset(); }, Qt::QueuedConnection);
}

} // namespace server::agentapi
