// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/goagents/chatturn.h"

#include "server/http/httpstatus.h"
#include "server/surfaces/goagents/chatoutcome.h"
#include "server/surfaces/goagents/envelope.h"

#include <utility>

namespace server::goagents {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<core::Agent> agentOf(core::Core &core, const Said &said, const core::ConversationId &conversation,
                            const core::Principal &principal)
{
    if (!conversation.isEmpty()) {
        const auto known = core.chat().find(conversation, principal);
        const auto agent = known ? core.fleet().agent(known->agent) : Result<core::Agent>(known.error());
        if (agent && agent->spec.name == said.agent)
            return agent;
    }
    const auto agent = core.fleet().findAgent(said.agent, principal);
    return agent ? agent : about(u"agent_id"_s, agent.error());
}

} // namespace

Result<core::Task> say(core::Core &core, const Said &said, const core::Principal &principal)
{
    const core::ConversationId conversation = TRY(core.chat().meant({said.conversation}, principal));
    const core::Agent agent = TRY(agentOf(core, said, conversation, principal));
    const auto task = core.chat().send(
        {.agent = agent.id, .text = said.message, .conversation = conversation, .context = said.context},
        principal);
    return task ? task : about(u"conversation_id"_s, task.error());
}

QString conversationOf(const Said &said, const core::Task &task)
{
    return said.conversation.isEmpty() ? task.conversation.value : said.conversation;
}

QJsonObject errorJson(const core::Error &error)
{
    return {{u"code"_s, codeOf(error, statusOf(error.code))}, {u"message"_s, error.text}};
}

void TurnLines::start(const core::Task &task, const QString &conversation)
{
    m_start = {{u"type"_s, u"start"_s}, {u"conversation_id"_s, conversation}, {u"task_id"_s, task.id.value}};
    goOn();
}

void TurnLines::goOn()
{
    if (!m_start.isEmpty() && m_hasRoom())
        m_send(std::exchange(m_start, {}));
}

void TurnLines::tell(const QString &piece)
{
    goOn();
    m_told += piece;
    m_send({{u"type"_s, u"token"_s}, {u"content"_s, piece}});
}

Interest TurnLines::rest(const core::Task &task)
{
    goOn();
    if (!core::isFinal(task.state)) {
        wait(task);
        return Interest::More;
    }
    const ChatOutcome outcome = outcomeOf(m_core, task, m_principal);
    if (outcome.isFailure()) {
        const QJsonObject error{{u"code"_s, outcome.code}, {u"message"_s, outcome.text}};
        m_send({{u"type"_s, u"error"_s}, {u"error"_s, error}, {u"task_id"_s, task.id.value}});
        return Interest::NoMore;
    }
    return end(task);
}

void TurnLines::wait(const core::Task &task)
{
    const ChatOutcome outcome = outcomeOf(m_core, task, m_principal);
    if (outcome.approval.isEmpty() || m_asked.contains(outcome.approval))
        return;
    m_asked.insert(outcome.approval);
    m_send({{u"type"_s, u"approval_required"_s},
            {u"approval_id"_s, outcome.approval.value},
            {u"task_id"_s, task.id.value},
            {u"message"_s, outcome.text}});
}

// Who puts the pieces together has the answer, also from a provider that does not stream.
Interest TurnLines::end(const core::Task &task)
{
    if (!m_told.endsWith(task.result)) {
        tell(task.result);
        if (!m_hasRoom())
            return Interest::Later;
    }
    m_send({{u"type"_s, u"end"_s},
            {u"response"_s, task.result},
            {u"tokens_used"_s, task.usage.totalTokens()},
            {u"task_id"_s, task.id.value}});
    return Interest::NoMore;
}

} // namespace server::goagents
